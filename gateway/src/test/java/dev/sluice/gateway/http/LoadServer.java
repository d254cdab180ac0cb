package dev.sluice.gateway.http;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.InstanceFailures;
import dev.sluice.gateway.invoke.LinkPools;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.gateway.invoke.ToldProcess;
import dev.sluice.runners.link.UnixGate;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.testkit.protocol.TinyRunner;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * The hot path alone, to be measured with a load generator: entry point, invoker, link and one tiny runner in a process of its
 * own. Arguments: port, event loops, slots. Ends when its standard input does.
 */
public final class LoadServer {

    private LoadServer() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int loops = Integer.parseInt(arguments[1]);
        int slots = arguments.length > 2 ? Integer.parseInt(arguments[2]) : Integer.MAX_VALUE;
        boolean plain = arguments.length > 3;
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        Path folder = java.nio.file.Files.createTempDirectory("sluice-load-");
        StrictRequests.enable();
        UnixGate gate = UnixGate.open(folder, vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, line -> {});
        RunnerGate.Entrance coming = gate.expect(new RunnerId("r1"), "token-of-the-load-test");
        Process runner = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TinyRunner.class.getName(),
                        coming.address().toString(),
                        "token-of-the-load-test")
                .inheritIO()
                .start();
        RunnerLink link = coming.link().toCompletableFuture().get(20, TimeUnit.SECONDS);
        RouteTable routes = new RouteTable();
        LinkPools pools = new LinkPools(link, new ToldProcess()).slots(slots);
        PooledInvoker invoker = new PooledInvoker(routes, record -> {}, InstanceFailures.UNHEARD);
        FunctionVersion tiny = TestVersions.of("tiny");
        routes.put(Route.to(invoker.instances(tiny, pools.activate(tiny))));
        HttpEntryPoint entryPoint = new HttpEntryPoint(
                invoker,
                routes,
                (token, function) -> false,
                new CallChains(new SecureRandom()),
                EntryPointSettings.DEFAULT,
                refused -> {});
        Router router = Router.router(vertx);
        entryPoint.mount(router);
        vertx.deployVerticle(
                        () -> new AbstractVerticle() {
                            @Override
                            public void start(Promise<Void> started) {
                                vertx.createHttpServer(HttpEntryPoint.prepare(new HttpServerOptions()))
                                        .requestHandler(plain ? entryPoint : router)
                                        .listen(port)
                                        .<Void>mapEmpty()
                                        .onComplete(started);
                            }
                        },
                        new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        System.out.println("ready " + runner.pid());
        while (System.in.read() >= 0) {
            // Until whoever started it ends.
        }
        runner.destroyForcibly();
        System.exit(0);
    }
}
