package dev.sluice.gateway;

import dev.sluice.builder.build.BuildLimits;
import dev.sluice.builder.build.Builds;
import dev.sluice.builder.build.Confinement;
import dev.sluice.builder.build.SourceBuilds;
import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.AllowedUpstreams;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.connection.ConnectionSettings;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.trigger.BoundVersions;
import dev.sluice.events.trigger.TriggerSeek;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.events.workqueue.WorkQueueSettings;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.gateway.api.FailureProblems;
import dev.sluice.gateway.api.Kinds;
import dev.sluice.gateway.api.UploadReader;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import dev.sluice.gateway.deploy.ArtifactCollector;
import dev.sluice.gateway.deploy.CodeRuntimes;
import dev.sluice.gateway.deploy.DeploySettings;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deploy.MavenHome;
import dev.sluice.gateway.deploy.ProjectBuilds;
import dev.sluice.gateway.deployment.DeploymentRegistry;
import dev.sluice.gateway.egress.Environments;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.http.Drain;
import dev.sluice.gateway.http.HttpEntryPoint;
import dev.sluice.gateway.http.RootFunction;
import dev.sluice.gateway.observe.files.JvmOutput;
import dev.sluice.gateway.observe.standing.Lifecycle;
import dev.sluice.gateway.reconcile.Reconciler;
import dev.sluice.gateway.reconcile.VersionRoutes;
import dev.sluice.gateway.security.AccessTokens;
import dev.sluice.gateway.security.InstanceTokens;
import dev.sluice.gateway.security.ManagementGuard;
import dev.sluice.gateway.security.NothingHere;
import dev.sluice.gateway.security.TokenFile;
import dev.sluice.gateway.security.Tokens;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.runners.provider.ProgramSandbox;
import dev.sluice.runners.provider.SandboxNetwork;
import dev.sluice.runners.provider.SandboxProvider;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.store.artifact.DirectoryArtifactStore;
import dev.sluice.store.catalog.DirectoryCatalog;
import dev.sluice.store.catalog.DirectorySecretStore;
import dev.sluice.store.catalog.FirstFormat;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts the gateway's parts together: what there is, in the order in which it needs each other. */
@Singleton
public class Wiring {

    /** How long a process that holds a compiler stays without work. */
    private static final Duration COMPILERS_REST = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

    private static final int BEFORE_EVERYTHING = 1_000;

    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());

    @Produces
    @Singleton
    Home home(GatewaySettings settings) {
        Home home = Home.open(settings.home());
        Disk.deleteUnfinished(home.uploads());
        return home;
    }

    void close(@Disposes Home home) {
        home.close();
    }

    @Produces
    @Singleton
    SharedFolder shared(Home home, GatewaySettings settings) {
        return SharedFolder.open(home, settings.sharedFolder());
    }

    void close(@Disposes SharedFolder shared) {
        shared.close();
    }

    @Produces
    @Singleton
    AccessTokens accessTokens(Catalog catalog) {
        return new AccessTokens(catalog, new SecureRandom(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    Tokens tokens(SharedFolder shared, GatewaySettings settings, AccessTokens ofNamespaces) {
        return shared.alone(() -> new Tokens(
                settings.token().orElseGet(() -> TokenFile.readOrMake(shared.adminToken())),
                TokenFile.readOrMake(shared.invokeToken()),
                ofNamespaces));
    }

    @Produces
    @Singleton
    Catalog catalog(SharedFolder shared) {
        List<ResourceKind<?, ?>> kinds = new ArrayList<>(FunctionKinds.ALL);
        kinds.add(AccessTokens.KIND);
        kinds.add(TriggerSettings.RESOURCE);
        kinds.add(ConnectionSettings.RESOURCE);
        kinds.add(TriggerSeek.KIND);
        kinds.add(DeclaredTopic.RESOURCE);
        kinds.add(PipelineSettings.RESOURCE);
        kinds.add(WorkQueueSettings.RESOURCE);
        shared.alone(() -> {
            FirstFormat.leave(shared.root());
            return shared;
        });
        return new DirectoryCatalog(shared.catalog(), kinds);
    }

    void close(@Disposes Catalog catalog) {
        catalog.close();
    }

    @Produces
    @Singleton
    FunctionCatalog functions(Catalog catalog) {
        return new FunctionCatalog(catalog);
    }

    @Produces
    @Singleton
    DirectoryArtifactStore artifacts(SharedFolder shared) {
        return new DirectoryArtifactStore(shared.artifacts());
    }

    void close(@Disposes DirectoryArtifactStore artifacts) {
        artifacts.close();
    }

    @Produces
    @Singleton
    SecretStore secrets(SharedFolder shared) {
        return new DirectorySecretStore(shared.secrets());
    }

    void close(@Disposes SecretStore secrets) {
        secrets.close();
    }

    /** What pools start and what can be deployed are the same. */
    @Produces
    @Singleton
    Runtimes runtimes(GatewaySettings settings) throws IOException {
        Runtimes runtimes = Runtimes.scan(settings.runtimes()
                .orElseThrow(() -> new IOException("The setting sluice.runtimes is missing: it names the folders of the"
                        + " runtimes. Start the gateway with ./sluice up, which sets it.")));
        runtimes.missing()
                .forEach(one -> LOG.log(
                        Level.INFO, "There is no runtime {0} on this machine: {1}.", one.name(), one.sentence()));
        return runtimes;
    }

    @Produces
    @Singleton
    UploadReader uploads(Home home, GatewaySettings settings) {
        return new UploadReader(home.uploads(), settings.uploadLimit().asLongValue());
    }

    @Produces
    @Singleton
    Deployments.Parts parts(
            FunctionCatalog catalog,
            ArtifactStore artifacts,
            SecretStore secrets,
            Instance<FunctionPools> pools,
            Instance<FunctionLogs> logs,
            Instance<Decorations> decorations,
            Instance<Reconciler> reconciler) {
        return new Deployments.Parts(
                catalog, artifacts, secrets, pools.get(), logs.get(), decorations.get(), reconciler.get());
    }

    @Produces
    @Singleton
    ArtifactCollector collector(Deployments.Parts parts) {
        return new ArtifactCollector(parts.catalog(), parts.artifacts(), parts.pools());
    }

    @Produces
    @Singleton
    Deployments deployments(
            Deployments.Parts parts,
            ArtifactCollector collector,
            Runtimes runtimes,
            Home home,
            RunnerProvider provider,
            Environments environments,
            GatewaySettings settings,
            Catalog catalog,
            SourceBuilds sources,
            Instance<AsyncCalls> calls) {
        ArchiveLimits limits = limits(settings);
        DeploySettings deploy = new DeploySettings(
                new CodeRuntimes(runtimes, limits, Path.of(System.getProperty("java.home")), home.uploads()),
                settings.keepVersions(),
                settings.deployPatience(),
                new AllowedUpstreams(settings.upstream().allowed()),
                environments,
                reached(provider, settings),
                Optional.of(builds(home, provider, settings)),
                Optional.of(sources),
                Optional.of(projects(home, provider, settings)));
        return new Deployments(
                parts,
                collector,
                deploy,
                Clock.systemUTC(),
                (function, version) -> calls.get().mayBeBound(function, version)
                        || BoundVersions.contains(catalog, function, version));
    }

    private static boolean reached(RunnerProvider provider, GatewaySettings settings) {
        return !provider.name().equals(SandboxProvider.NAME)
                || SandboxNetwork.read(settings.sandbox().network()) == SandboxNetwork.HOST;
    }

    private static Builds builds(Home home, RunnerProvider provider, GatewaySettings settings) {
        return new Builds(
                home.uploads(),
                home.cache().resolve("builds"),
                buildLimits(settings),
                confinement(provider),
                System.getenv());
    }

    private static ProjectBuilds projects(Home home, RunnerProvider provider, GatewaySettings settings) {
        Builds builds = new Builds(
                home.uploads(),
                home.cache().resolve("projects"),
                FolderArchive.Format.ZIP,
                buildLimits(settings),
                confinement(provider),
                System.getenv());
        return new ProjectBuilds(builds, MavenHome.find(settings.build().maven(), System.getenv()));
    }

    @Produces
    @Singleton
    SourceBuilds sources(Home home, RunnerProvider provider, GatewaySettings settings) {
        return new SourceBuilds(
                home.uploads(),
                home.cache().resolve("compiled"),
                buildLimits(settings),
                confinement(provider),
                COMPILERS_REST);
    }

    void close(@Disposes SourceBuilds sources) {
        sources.close();
    }

    private static BuildLimits buildLimits(GatewaySettings settings) {
        return new BuildLimits(
                settings.build().timeout(),
                settings.build().disk().asLongValue(),
                settings.build().memory().asLongValue(),
                settings.build().cache().asLongValue(),
                limits(settings));
    }

    /** Apart from the rest of the machine where functions are. */
    private static Confinement confinement(RunnerProvider provider) {
        return provider instanceof SandboxProvider sandbox ? sandboxed(sandbox.programs()) : Confinement.NONE;
    }

    private static Confinement sandboxed(ProgramSandbox sandbox) {
        return (command, reach) ->
                sandbox.around(command, reach.readable(), reach.writable(), reach.interpreter(), reach.folder());
    }

    static ArchiveLimits limits(GatewaySettings settings) {
        return new ArchiveLimits(settings.unpackedLimit().asLongValue(), settings.entryLimit());
    }

    @Produces
    @Singleton
    Kinds kinds(
            Deployments.Parts parts,
            DecoratorJars.Loaded decorators,
            Catalog catalog,
            Triggers triggers,
            TopicPlaces places,
            Connections connections,
            Pipelines pipelines,
            WorkQueues queues) {
        return Kinds.of(
                parts, decorators, catalog, triggers, places, connections, pipelines, queues, Clock.systemUTC());
    }

    @Produces
    @Singleton
    DeploymentRegistry deploymentRegistry() {
        return new DeploymentRegistry(Clock.systemUTC(), FailureProblems::of);
    }

    void guard(
            @Observes Filters filters,
            Tokens tokens,
            InstanceTokens instances,
            SharedFolder shared,
            GatewaySettings settings) {
        String place = settings.token().isPresent() ? "the one in SLUICE_TOKEN" : "in the file " + shared.adminToken();
        ManagementGuard guard =
                new ManagementGuard(tokens, instances, place, settings.metrics().open());
        Optional<RootFunction> root = RootFunction.of(settings.rootFunction());
        filters.register(
                request -> {
                    if (root.filter(one -> one.answersAt(request.request().path()))
                            .isPresent()) {
                        request.next();
                    } else {
                        guard.handle(request);
                    }
                },
                BEFORE_EVERYTHING);
    }

    void lastRoute(@Observes Router router) {
        router.route().last().handler(new NothingHere());
    }

    void start(
            @Observes StartupEvent event,
            RunnerGate gate,
            ArtifactCollector collector,
            Reconciler reconciler,
            VersionRoutes versions,
            Lifecycle course,
            Home home) {
        JvmOutput output = new JvmOutput(home.jvmOutput());
        LOG.log(Level.DEBUG, "Runners come in by {0}.", gate);
        course.reached(Lifecycle.Step.RUNNER_GATE_OPEN);
        collector.sweepAll();
        reconciler.start();
        course.reached(Lifecycle.Step.CATALOG_RESTORED);
        housekeeping.scheduleWithFixedDelay(collector::sweep, 1, 1, TimeUnit.MINUTES);
        housekeeping.scheduleWithFixedDelay(versions::tidy, 1, 1, TimeUnit.MINUTES);
        housekeeping.scheduleWithFixedDelay(output::bound, 5, 5, TimeUnit.SECONDS);
    }

    void listening(@ObservesAsync HttpServerStart event, Lifecycle course) {
        course.reached(Lifecycle.Step.LISTENING);
    }

    /**
     * Calls and deployments under way come to their end, as far as the grace allows; new ones are told that it ends. Quarkus
     * tells of it, and waits, before it closes anything: the port stays open meanwhile.
     */
    void drain(
            @Observes ShutdownDelayInitiatedEvent event,
            HttpEntryPoint entryPoint,
            DeploymentRegistry deployments,
            Lifecycle course,
            GatewaySettings settings) {
        course.drain();
        new Drain(entryPoint, deployments::drain, StrictRequests.open()).await(settings.shutdownGrace());
    }

    /** The port is closed by now, and calls that took too long were cut with it. */
    void stop(@Observes ShutdownEvent event, Reconciler reconciler, FunctionPools pools, GatewaySettings settings) {
        reconciler.close();
        housekeeping.shutdownNow();
        Duration grace = settings.shutdownGrace();
        pools.shutdown(grace)
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
