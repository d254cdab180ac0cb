package dev.sluice.gateway.rehearsal;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.http.EntryPointSettings;
import dev.sluice.gateway.http.HttpEntryPoint;
import dev.sluice.gateway.http.StatusInRecords;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.InstanceFailures;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.gateway.observe.TelemetrySettings;
import dev.sluice.runners.pool.LivePools;
import dev.sluice.runners.pool.PoolParts;
import dev.sluice.runners.pool.SystemTime;
import dev.sluice.runners.runtime.Runtimes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * First calls of functions that do not exist, through an entry point, pools and records of its own, with runners that are
 * threads: so that the first call of a real function finds the gateway's code loaded. Nothing of it is seen in the
 * catalog, the logs, the metrics or the pools of the gateway, of which it uses only the gate for runners.
 */
public final class Rehearsal {

    private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

    /** One more than runners wait, so that one call also has to wait for a start. */
    private static final int CALLS = 3;

    private static final RuntimeName RUNTIME = new RuntimeName("rehearsal");
    private static final MemorySize MEMORY = new MemorySize(256);

    /** With room for no more runners than there are calls, so that none is just starting when it ends. */
    private static final PoolSettings POOL = new PoolSettings(
            new PoolSettings.Caps(CALLS, new MemorySize(CALLS * MEMORY.mebibytes()), 2, 2, 1),
            new PoolSettings.Warm(MEMORY, CALLS - 1, 1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));

    private static final Duration RUN = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int ANSWER_BYTES = 4 * 1024;

    private final Vertx vertx;
    private final RunnerGate gate;
    private final Path sockets;
    private final Path folder;

    /**
     * @param gate has its runners come in by sockets
     * @param sockets a folder in which a file name of 20 bytes can be a socket
     * @param folder for files of the time of the rehearsal; nobody else may use it
     */
    public Rehearsal(Vertx vertx, RunnerGate gate, Path sockets, Path folder) {
        this.vertx = vertx;
        this.gate = gate;
        this.sockets = sockets;
        this.folder = folder;
    }

    /**
     * Rehearses, and cleans up. Blocks for some tenths of a second; the budgets of its pools bound it to some seconds
     * whatever happens.
     *
     * @throws IOException if a call failed: first calls then take some ten milliseconds longer, and nothing else is wrong
     */
    public void run() throws IOException {
        Disk.deleteTree(folder);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                SystemTime time = new SystemTime("sluice-rehearsal");
                LivePools pools = new LivePools(parts(time, threads))) {
            pools.start();
            play(pools);
            pools.shutdown(GRACE)
                    .toCompletableFuture()
                    .orTimeout(2 * GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException("the rehearsal does not begin or end in time: " + e.getMessage(), e);
        } finally {
            Disk.deleteTree(folder);
        }
    }

    private PoolParts parts(SystemTime time, Executor threads) {
        return new PoolParts(
                new ThreadRunner.Provider(),
                gate,
                new Runtimes(Map.of(RUNTIME, new Runtimes.Runtime(RUNTIME, folder, ""))),
                new PoolParts.Settings(POOL),
                new PoolParts.Folders(folder.resolve("runners"), folder.resolve("cache"), folder),
                KeepAlive.DECLARED,
                Rehearsal::order,
                event -> {},
                line -> {},
                time,
                threads,
                threads);
    }

    private void play(LivePools pools) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Telemetry.Sources sources = new Telemetry.Sources(name -> true, pools::report);
        RouteTable routes = new RouteTable();
        try (Telemetry telemetry = new Telemetry(TelemetrySettings.in(folder), sources, nowhere, Clock.systemUTC())) {
            PooledInvoker invoker =
                    new PooledInvoker(routes, new StatusInRecords(telemetry::call), InstanceFailures.UNHEARD);
            CallChains chains = new CallChains(new SecureRandom());
            HttpEntryPoint entryPoint = new HttpEntryPoint(
                    invoker,
                    routes,
                    (token, function) -> false,
                    chains,
                    EntryPointSettings.DEFAULT,
                    telemetry::refused);
            call(entryPoint, version -> routes.put(Route.to(invoker.instances(version, pools.activate(version)))));
        }
    }

    private void call(HttpEntryPoint entryPoint, Consumer<FunctionVersion> serve) throws IOException {
        Path socket = sockets.resolve("play.sock");
        Files.deleteIfExists(socket);
        HttpServer server = vertx.createHttpServer(HttpEntryPoint.prepare(new HttpServerOptions()))
                .requestHandler(entryPoint);
        try {
            await(server.listen(SocketAddress.domainSocketAddress(socket.toString())));
            for (int i = 1; i <= CALLS; i++) {
                FunctionVersion version = version("rehearsal-" + i);
                serve.accept(version);
                ask(socket, version.function());
            }
        } finally {
            await(server.close());
            Files.deleteIfExists(socket);
        }
    }

    private static void ask(Path socket, FunctionName function) throws IOException {
        String request = "POST " + HttpEntryPoint.PREFIX + function + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // Until the gateway ends the connection.
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            if (!text.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("a call was answered with: " + text);
            }
        }
    }

    private static <T> void await(Future<T> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static FunctionVersion version(String name) {
        FunctionSpec spec = new FunctionSpec(
                RUNTIME, "play", MEMORY, RUN, Scaling.DEFAULT, Map.of(), Map.of(), Map.of(), Access.PUBLIC);
        return new FunctionVersion(new FunctionName(name), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    private static Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
        return new Frame.Specialise(
                version.function().value(),
                version.number(),
                "play",
                new Frame.Artifact("", List.of()),
                Map.of(),
                RUN.toMillis(),
                version.spec().scaling().concurrency(),
                Map.of());
    }
}
