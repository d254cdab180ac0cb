package dev.sluice.gateway.http;

import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.webhook.WebhookRoutes;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.InstanceInvoker;
import dev.sluice.gateway.invoke.LinkPools;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.gateway.invoke.ToldProcess;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.observe.logs.FailureLines;
import dev.sluice.gateway.webhook.Webhooks;
import dev.sluice.runners.link.UnixGate;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.protocol.ScriptedRunner;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Everything from an HTTP connection to a runner's socket, with a runner that a test scripts. Serves on several event
 * loops, so that calls whose two ends are on one loop and on two are both tried.
 */
final class EntryPointFixture implements AutoCloseable {

    static final String TOKEN = "a-token-of-the-platform";

    /** That of an instance of {@code caller}, which may call {@code hello} and {@code guarded}. */
    static final String INSTANCE_TOKEN = "a-token-of-an-instance";

    /** The time of day where webhooks come in. */
    static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final Vertx vertx;
    private final UnixGate gate;
    private final List<HttpServer> servers = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();
    private final Queue<FinishedCall> refused = new ConcurrentLinkedQueue<>();
    private final Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
    final ScriptedRunner runner;
    final RunnerLink link;
    final ToldProcess process = new ToldProcess();
    final LinkPools pools;
    final CallChains chains = new CallChains(new SecureRandom());
    final RouteTable routes = new RouteTable();
    final PooledInvoker invoker = new PooledInvoker(
            routes,
            new StatusInRecords(records::add),
            new FailureLines(lines::add, InstantSource.system())::ofInstance);
    final HttpEntryPoint entryPoint;
    final WebhookRoutes addresses = new WebhookRoutes();
    final InMemorySecretStore secrets = new InMemorySecretStore(Clock.systemUTC());
    final Queue<QueuedCall> kept = new ConcurrentLinkedQueue<>();
    volatile Function<QueuedCall, CompletableFuture<Acceptance>> queue =
            call -> CompletableFuture.completedFuture(new Acceptance.Accepted(call.id()));
    private final Sites sites = new Sites();
    private final WebhookEntryPoint webhooks;

    EntryPointFixture(Path folder) throws Exception {
        this(folder, EntryPointSettings.DEFAULT, 3);
    }

    EntryPointFixture(Path folder, EntryPointSettings settings, int loops) throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        StrictRequests.enable();
        gate = UnixGate.open(folder, vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, lines::add);
        var coming = gate.expect(new RunnerId("r1"), "one-time");
        runner = ScriptedRunner.hello(coming.address(), "one-time");
        link = coming.link().toCompletableFuture().get(20, TimeUnit.SECONDS);
        pools = new LinkPools(link, process);
        live(TestVersions.of("hello"));
        live(TestVersions.of("guarded", 7, Duration.ofSeconds(30), Access.TOKEN));
        live(TestVersions.of("hasty", 2, Duration.ofMillis(150), Access.PUBLIC));
        live(TestVersions.of("terse", 3, Duration.ofMillis(150), Access.PUBLIC, Optional.empty()));
        entryPoint = new HttpEntryPoint(invoker, routes, new Tokens(), chains, settings, refused::add);
        webhooks = new WebhookEntryPoint(
                entryPoint,
                () -> addresses,
                new Webhooks(
                        () -> call -> {
                            kept.add(call);
                            return queue.apply(call);
                        },
                        _ -> sites.site("any").services(),
                        secrets,
                        routes::live,
                        InstantSource.fixed(NOON)),
                routes,
                settings);
        vertx.deployVerticle(this::server, new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void live(FunctionVersion version) {
        routes.put(Route.to(instances(version)));
    }

    /** What serves a version here: the one runner. */
    InstanceInvoker instances(FunctionVersion version) {
        return invoker.instances(version, pools.activate(version));
    }

    private static final class Tokens implements CallerTokens {

        @Override
        public boolean accepts(String token, FunctionName function) {
            return token.equals(TOKEN);
        }

        @Override
        public Optional<CallingInstance> instance(String token) {
            Set<FunctionName> calls = Set.of(new FunctionName("hello"), new FunctionName("guarded"));
            return token.equals(INSTANCE_TOKEN)
                    ? Optional.of(new CallingInstance(
                            new FunctionName("caller"),
                            Optional.of(calls),
                            () -> CompletableFuture.completedStage(List.of())))
                    : Optional.empty();
        }
    }

    private AbstractVerticle server() {
        return new AbstractVerticle() {
            private static final HttpServerOptions OPTIONS = HttpEntryPoint.prepare(new HttpServerOptions())
                    .setPort(-18_080)
                    .setHost("127.0.0.1");

            @Override
            public void start(Promise<Void> started) {
                Router router = Router.router(vertx);
                entryPoint.mount(router);
                webhooks.mount(router);
                router.route().handler(context -> context.response().end("elsewhere"));
                HttpServer server = vertx.createHttpServer(OPTIONS).requestHandler(router);
                servers.add(server);
                server.listen().<Void>mapEmpty().onComplete(started);
            }
        };
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return servers.get(0).actualPort();
    }

    /** From now on the function does this, from the next call on: what greets the runner may come late, and is none of its. */
    EntryPointFixture function(BiConsumer<ScriptedRunner, Frame> script) {
        AtomicBoolean called = new AtomicBoolean();
        runner.answering((self, frame) -> {
            if (frame instanceof Frame.Invoke || called.get()) {
                called.set(true);
                script.accept(self, frame);
            }
        });
        return this;
    }

    /** The function answers each call, when its body is complete, with these frames for its stream. */
    EntryPointFixture answering(java.util.function.IntFunction<List<Frame>> frames) {
        return function((self, frame) -> {
            int stream = switch (frame) {
                case Frame.Invoke invoke when invoke.end() -> invoke.stream();
                case Frame.Data data when data.end() -> data.stream();
                default -> 0;
            };
            if (stream != 0) {
                self.send(frames.apply(stream).toArray(Frame[]::new));
            }
        });
    }

    RawHttp connect() throws IOException {
        return new RawHttp(port());
    }

    RawHttp.Reply exchange(String request) throws IOException {
        return RawHttp.exchange(port(), request);
    }

    RawHttp.Reply get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    List<InvocationRecord> records() {
        return List.copyOf(records);
    }

    /** Records of requests that became no call at the entry point. */
    List<FinishedCall> refused() {
        return List.copyOf(refused);
    }

    List<LogLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() throws Exception {
        runner.close();
        gate.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
