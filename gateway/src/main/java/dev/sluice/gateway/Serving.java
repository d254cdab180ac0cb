package dev.sluice.gateway;

import dev.sluice.builder.folder.FolderArtifacts;
import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.LocalArtifacts;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.state.KeyedState;
import dev.sluice.decorators.BuiltInKinds;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.gateway.adapter.AdaptedOrders;
import dev.sluice.gateway.adapter.logs.LogAdapters;
import dev.sluice.gateway.adapter.metrics.AdaptedMetrics;
import dev.sluice.gateway.api.Ownership;
import dev.sluice.gateway.async.Accepting;
import dev.sluice.gateway.cache.CacheProcesses;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.decorate.OfferedServices;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import dev.sluice.gateway.deploy.InstanceOrders;
import dev.sluice.gateway.egress.Ambassadors;
import dev.sluice.gateway.egress.Environments;
import dev.sluice.gateway.evaluate.EvaluatorSettings;
import dev.sluice.gateway.evaluate.ProcessEvaluators;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.http.CallerTokens;
import dev.sluice.gateway.http.CallingInstance;
import dev.sluice.gateway.http.EntryPointSettings;
import dev.sluice.gateway.http.HttpEntryPoint;
import dev.sluice.gateway.http.RootFunction;
import dev.sluice.gateway.http.StatusInRecords;
import dev.sluice.gateway.http.WebhookEntryPoint;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.CallsByName;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.invoke.SeenCalls;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.observe.standing.Runners;
import dev.sluice.gateway.reconcile.FunctionTriggers;
import dev.sluice.gateway.reconcile.Reconciler;
import dev.sluice.gateway.reconcile.VersionRoutes;
import dev.sluice.gateway.rehearsal.Rehearsal;
import dev.sluice.gateway.security.InstanceTokens;
import dev.sluice.gateway.security.Tokens;
import dev.sluice.gateway.shard.LeasedShards;
import dev.sluice.gateway.upstream.UpstreamSettings;
import dev.sluice.gateway.upstream.Upstreams;
import dev.sluice.gateway.webhook.Webhooks;
import dev.sluice.runners.link.GatewayCertificate;
import dev.sluice.runners.link.TlsGate;
import dev.sluice.runners.link.UnixGate;
import dev.sluice.runners.pool.LivePools;
import dev.sluice.runners.pool.PoolParts;
import dev.sluice.runners.pool.ShardLeases;
import dev.sluice.runners.pool.SystemTime;
import dev.sluice.runners.provider.ProcessProvider;
import dev.sluice.runners.provider.ProviderUnusableException;
import dev.sluice.runners.provider.Providers;
import dev.sluice.runners.provider.SandboxNetwork;
import dev.sluice.runners.provider.SandboxSettings;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.runners.sidecar.SidecarPrograms;
import dev.sluice.store.artifact.DirectoryArtifactStore;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts together the path of a call: the entry point, the routes, the pools, the runners. */
@Singleton
public class Serving {

    private static final System.Logger LOG = System.getLogger(Serving.class.getName());

    /** One thread that lives as long as the gateway: Linux ends sandboxes with the thread that started them. */
    private final ExecutorService spawner = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sluice-spawner").factory());

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    @Produces
    @Singleton
    RouteTable routes() {
        return new RouteTable();
    }

    @Produces
    @Singleton
    Reconciler reconciler(
            FunctionCatalog catalog,
            ArtifactStore artifacts,
            SecretStore secrets,
            Decorations decorations,
            RouteTable routes,
            FunctionPools pools,
            FunctionLogs logs,
            PooledInvoker invoker,
            Upstreams upstreams,
            VersionRoutes versions,
            FunctionTriggers triggers) {
        Reconciler.Parts parts = new Reconciler.Parts(
                catalog,
                artifacts,
                secrets,
                decorations,
                routes,
                pools,
                logs,
                invoker,
                upstreams::of,
                versions,
                triggers);
        return new Reconciler(parts, new SystemTime("sluice-reconciler"), background);
    }

    @Produces
    @Singleton
    VersionRoutes versionRoutes(
            FunctionCatalog catalog,
            Decorations decorations,
            FunctionPools pools,
            PooledInvoker invoker,
            Upstreams upstreams) {
        return new VersionRoutes(
                new VersionRoutes.Parts(catalog, decorations, pools, invoker, upstreams::of),
                background,
                System::nanoTime);
    }

    @Produces
    @Singleton
    CallChains chains(KeyedState state, RouteTable routes, GatewaySettings settings) {
        ChainLimit limit = new ChainLimit(
                settings.longestChain(),
                function -> routes.find(function.value())
                        .flatMap(route -> route.version().spec().longestChain()));
        try {
            return CallChains.shared(state, new SecureRandom(), limit);
        } catch (StorageException e) {
            LOG.log(
                    Level.WARNING,
                    "Calls that go round in a circle through several gateways are not seen until the next start: {0}",
                    e.getMessage());
            return new CallChains(new SecureRandom(), limit);
        }
    }

    @Produces
    @Singleton
    Upstreams upstreams(Vertx vertx, CallChains chains, GatewaySettings settings) {
        GatewaySettings.Upstream numbers = settings.upstream();
        return new Upstreams(
                vertx.nettyEventLoopGroup(),
                new UpstreamSettings(
                        new AllowedUpstreams(numbers.allowed()),
                        numbers.maxConnections(),
                        numbers.maxWaiting(),
                        numbers.connectTimeout()),
                chains);
    }

    void close(@Disposes Upstreams upstreams) {
        upstreams.close();
    }

    @Produces
    @Singleton
    LogAdapters logAdapters(Telemetry telemetry) {
        return new LogAdapters(telemetry.logs());
    }

    @Produces
    @Singleton
    AdaptedMetrics adaptedMetrics(Telemetry telemetry) {
        return new AdaptedMetrics(telemetry.logs());
    }

    @Produces
    @Singleton
    Environments environments(GatewaySettings settings) {
        return Environments.read(settings.egress().environment());
    }

    @Produces
    @Singleton
    Ambassadors ambassadors(
            Vertx vertx, Upstreams upstreams, Environments environments, Home home, Telemetry telemetry) {
        return new Ambassadors(new Ambassadors.Parts(
                vertx,
                upstreams,
                environments,
                home.workFolders(),
                telemetry.metrics().egress(),
                telemetry.logs()));
    }

    void close(@Disposes Ambassadors ambassadors) {
        ambassadors.close();
    }

    @Produces
    @Singleton
    RunnerGate gate(Home home, Vertx vertx, LogAdapters logs, GatewaySettings settings) throws IOException {
        // The gate may be the first server that is bound, and Netty looks for extensions only then.
        StrictRequests.enable();
        StrictRequests.patience(settings.connectionPatience());
        return switch (settings.runnerLink().transport()) {
            case SOCKET -> UnixGate.open(home.run(), vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, logs);
            case TLS ->
                TlsGate.open(
                        new InetSocketAddress(
                                settings.runnerLink().host(),
                                settings.runnerLink().port()),
                        GatewayCertificate.make(
                                home.run(), Path.of(System.getProperty("java.home")), new SecureRandom()),
                        vertx.nettyEventLoopGroup(),
                        LinkLimits.DEFAULT,
                        logs);
        };
    }

    @Produces
    @Singleton
    RunnerProvider provider(GatewaySettings settings) {
        return Providers.named(
                settings.provider(),
                sandbox(settings),
                (runner, line) -> LOG.log(Level.INFO, "{0}: {1}", runner, line));
    }

    void close(@Disposes RunnerProvider provider) {
        provider.close();
    }

    private ShardLeases leases(Ownership ownership, GatewaySettings settings) {
        return ownership
                .lasting()
                .<ShardLeases>map(owners -> new LeasedShards(
                        owners, new SystemTime("sluice-shards"), address().toString(), settings.shardLease()))
                .orElseGet(() -> ShardLeases.none(Owners.EVENTUAL));
    }

    @Produces
    @Singleton
    LivePools pools(
            Home home,
            RunnerProvider provider,
            RunnerGate gate,
            DirectoryArtifactStore artifacts,
            SecretStore secrets,
            Telemetry telemetry,
            LogAdapters logs,
            AdaptedMetrics metrics,
            Runners runners,
            InstanceTokens instanceTokens,
            Ambassadors ambassadors,
            Runtimes runtimes,
            Ownership ownership,
            GatewaySettings settings)
            throws IOException {
        PoolParts.Settings numbers = new PoolParts.Settings(
                PoolChoice.of(settings.pool()),
                PoolParts.Settings.DEFAULT_ALLOWANCE,
                PoolChoice.mebibytes(settings.pool().workFolder().asLongValue()),
                new SidecarPrograms(Set.copyOf(settings.sidecars().programs().orElse(List.of()))));
        PoolParts.Folders folders =
                new PoolParts.Folders(home.workFolders(), home.cache(), Path.of(System.getProperty("java.home")));
        LocalArtifacts given =
                new FolderArtifacts(artifacts, artifacts, home.cache().resolve("folders"), Wiring.limits(settings));
        LivePools pools = new LivePools(new PoolParts(
                provider,
                gate,
                runtimes,
                numbers,
                folders,
                KeepAlive.DECLARED,
                new AdaptedOrders(
                        new InstanceOrders(
                                given,
                                runtimes,
                                secrets,
                                instanceTokens,
                                ambassadors,
                                address(),
                                numbers.pool().startBudget()),
                        logs,
                        metrics),
                event -> {
                    telemetry.pool(event);
                    runners.accept(event);
                },
                logs,
                new SystemTime("sluice-pools"),
                spawner,
                background,
                leases(ownership, settings)));
        pools.start();
        return pools;
    }

    @Produces
    @Singleton
    InstanceTokens instanceTokens() {
        return new InstanceTokens(new SecureRandom());
    }

    /** Where functions of this machine reach the gateway, whatever else it listens on. */
    private static URI address() {
        Config config = ConfigProvider.getConfig();
        String host = config.getValue("quarkus.http.host", String.class);
        int port = config.getValue("quarkus.http.port", int.class);
        String local = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return URI.create("http://" + (local.contains(":") ? "[" + local + "]" : local) + ":" + port);
    }

    void close(@Disposes LivePools pools) {
        pools.close();
    }

    void close(@Disposes RunnerGate gate) {
        gate.close();
    }

    @Produces
    @Singleton
    SeenCalls seenCalls() {
        return new SeenCalls(InstantSource.system());
    }

    @Produces
    @Singleton
    PooledInvoker invoker(
            RouteTable routes,
            Telemetry telemetry,
            SeenCalls seen,
            Accepting accepting,
            Instance<VersionRoutes> versions) {
        Consumer<InvocationRecord> records = record -> {
            seen.saw(record.invocation());
            telemetry.call(record);
        };
        return new PooledInvoker(
                routes,
                new StatusInRecords(records),
                telemetry::instanceFailed,
                accepting::behind,
                (function, version) -> versions.get().find(function, version));
    }

    @Produces
    @Singleton
    ProcessEvaluators evaluators(Home home, GatewaySettings settings) {
        GatewaySettings.Evaluators numbers = settings.evaluators();
        return ProcessEvaluators.in(
                home.run().resolve("evaluators"),
                EvaluatorSettings.of(
                        numbers.processes(),
                        Runtime.getRuntime().availableProcessors(),
                        numbers.heap().asLongValue()));
    }

    void close(@Disposes ProcessEvaluators evaluators) {
        evaluators.close();
    }

    @Produces
    @Singleton
    CacheProcesses caches(Home home, SharedFolder shared) {
        return new CacheProcesses(shared.caches(), home.run().resolve("caches"));
    }

    void close(@Disposes CacheProcesses caches) {
        caches.close();
    }

    @Produces
    @Singleton
    DecoratorJars.Loaded decoratorKinds(
            SharedFolder shared,
            Instance<SecondFactor> secondFactor,
            ProcessEvaluators evaluators,
            CacheProcesses caches,
            Vertx vertx) {
        DecoratorKinds known = BuiltInKinds.of(secondFactor::get, evaluators, caches);
        DecoratorJars.Loaded loaded = DecoratorJars.load(shared.decorators(), known);
        loaded.complaints().forEach(complaint -> LOG.log(Level.WARNING, complaint));
        vertx.setPeriodic(1_000, _ -> background.execute(() -> loaded.look(System.nanoTime())));
        return loaded;
    }

    @Produces
    @Singleton
    OfferedServices offered(
            PooledInvoker invoker, CallChains chains, SecretStore secrets, Telemetry telemetry, KeyedState state) {
        SystemTime time = new SystemTime("sluice-decorators", background);
        SecureRandom secureRandom = new SecureRandom();
        // A body is there twice for a moment, and once more where it goes to an evaluator.
        BodyRoom bodies = new BodyRoom(Runtime.getRuntime().maxMemory() / 5);
        return new OfferedServices(function -> new DecoratorServices(
                time,
                () -> ThreadLocalRandom.current().nextLong(),
                secureRandom,
                new CallsByName(function, invoker, chains),
                secret -> secrets.get(function.namespace(), secret),
                background,
                bodies,
                telemetry::decorator,
                state));
    }

    @Produces
    @Singleton
    Decorations decorations(DecoratorJars.Loaded loaded, OfferedServices offered) {
        return new Decorations(loaded.kinds(), offered.services());
    }

    @Produces
    @Singleton
    HttpEntryPoint entryPoint(
            PooledInvoker invoker,
            RouteTable routes,
            Tokens tokens,
            CallChains chains,
            InstanceTokens instanceTokens,
            Instance<LivePools> pools,
            GatewaySettings settings,
            Telemetry telemetry) {
        StrictRequests.records(request -> telemetry.refused(FinishedCall.refused(
                request.id(),
                "",
                request.client(),
                request.method(),
                request.path(),
                request.problem().status(),
                request.problem().kind().reason())));
        return new HttpEntryPoint(
                invoker, routes, callers(tokens, instanceTokens, pools), chains, heads(settings), telemetry::refused);
    }

    private static EntryPointSettings heads(GatewaySettings settings) {
        return new EntryPointSettings(
                settings.trustForwarded(),
                (int) settings.headerLimit().asLongValue(),
                settings.observe().traceRatio());
    }

    private static CallerTokens callers(Tokens tokens, InstanceTokens instances, Instance<LivePools> pools) {
        return new CallerTokens() {
            @Override
            public boolean accepts(String token, FunctionName function) {
                return tokens.opensFunctions(token, function.namespace());
            }

            @Override
            public Optional<CallingInstance> instance(String token) {
                return instances
                        .bearer(token)
                        .map(bearer -> new CallingInstance(
                                bearer.function(),
                                bearer.calls(),
                                () -> pools.get().running(bearer.instance())));
            }
        };
    }

    void mount(
            @Observes Router router,
            HttpEntryPoint entryPoint,
            Webhooks webhooks,
            Instance<Triggers> triggers,
            RouteTable routes,
            GatewaySettings settings) {
        entryPoint.mount(router);
        RootFunction.of(settings.rootFunction()).ifPresent(one -> entryPoint.mount(router, one));
        new WebhookEntryPoint(entryPoint, () -> triggers.get().webhooks(), webhooks, routes, heads(settings))
                .mount(router);
    }

    /** While the first runners start. Not awaited: a gateway that could not rehearse is only slower at first. */
    void rehearse(@Observes StartupEvent event, Home home, Vertx vertx, RunnerGate gate) {
        Path folder = home.run().resolve("rehearsal");
        background.execute(() -> {
            try {
                if (gate instanceof UnixGate sockets) {
                    new Rehearsal(vertx, sockets, sockets.folder(), folder).run();
                } else {
                    rehearseOverSockets(home, vertx, folder);
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "The gateway could not rehearse: its first calls take longer.", e);
            }
        });
    }

    /** What is rehearsed is the way of a call, which is the same for all runners. */
    private static void rehearseOverSockets(Home home, Vertx vertx, Path folder) throws IOException {
        try (UnixGate sockets =
                UnixGate.open(home.run(), vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, line -> {})) {
            new Rehearsal(vertx, sockets, sockets.folder(), folder).run();
        }
    }

    private static SandboxSettings sandbox(GatewaySettings settings) {
        boolean outside = settings.runnerLink().transport() == GatewaySettings.RunnerLink.Transport.TLS;
        if (outside
                && settings.sandbox().network().equals("none")
                && !settings.provider().equals(ProcessProvider.NAME)) {
            throw new ProviderUnusableException(
                    "sluice.runner-link.transport is tls, and sluice.sandbox.network is none:"
                            + " a sandbox without a network cannot connect. Set the one to socket or the other to host.");
        }
        return new SandboxSettings(
                SandboxNetwork.read(settings.sandbox().network()),
                settings.sandbox().memoryGroup());
    }
}
