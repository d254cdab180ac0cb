package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Resting;
import dev.sluice.benchmarks.code.Working;
import dev.sluice.benchmarks.code.WorkingServer;
import dev.sluice.benchmarks.http.Callers;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** W2: items of a work queue that are done in a second, 10 ms each and 100 at once, to a loop by hand over the same list. */
public final class WorkQueueItems implements Experiment {

    private static final int QUEUE = 0;
    private static final int LOOP = 1;
    private static final int AT_ONCE = 100;
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public Set<String> ids() {
        return Set.of("W2");
    }

    @Override
    public Page page() {
        return Page.PATTERNS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = bench.of(30_000, 5_000);
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "item-" + i).toList();
        HttpServer source = source(names);
        try (Gateway gateway = bench.gateway(
                        bench.work().resolve("work-queue"), Map.of("SLUICE_ASYNC_PRIVATE_CALLBACKS", "true"));
                DirectServer server = DirectServer.start(bench.java(), bench.work(), WorkingServer.class);
                Callers callers = new Callers(server.port(), AT_ONCE)) {
            // One slot of an instance is kept for interactive calls.
            gateway.deploy(
                    "resting",
                    FunctionJars.of(List.of(Resting.class, Working.class), List.of()),
                    Map.of(
                            "minInstances",
                            "1",
                            "maxInstances",
                            "1",
                            "concurrency",
                            String.valueOf(AT_ONCE + 1),
                            "handler",
                            Resting.class.getName()));
            int port = source.getAddress().getPort();
            Path log = bench.work().resolve("done.log");
            bench.say("warming up");
            queue(gateway, port, count);
            loop(callers, names, log);
            int rounds = bench.of(3, 1);
            bench.say("measuring " + rounds + " rounds of " + count + " items");
            Turns<Double> taken =
                    Turns.take(rounds, () -> queue(gateway, port, count), () -> loop(callers, names, log));
            return List.of(new Result(
                    "W2",
                    "items of a work queue a second, 10 ms each, 100 at once, to a loop on virtual threads that appends to a log",
                    taken.ratio(QUEUE, LOOP, EventCalls::mean),
                    new Goal.AtLeast(0.8, 0.95),
                    OptionalDouble.of(taken.selfCheck(LOOP, EventCalls::mean)),
                    List.of(
                            figure("work queue", "%,.0f a second", EventCalls.mean(taken.side(QUEUE))),
                            figure("loop", "%,.0f a second", EventCalls.mean(taken.side(LOOP))),
                            figure("items", "%,d", count))));
        } finally {
            source.stop(0);
        }
    }

    /** Lists the names, all at once. */
    private static HttpServer source(List<String> names) throws IOException {
        byte[] list = ("{\"done\": true, \"items\": "
                        + names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")) + "}")
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/items", exchange -> {
            exchange.sendResponseHeaders(200, list.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(list);
            }
        });
        server.start();
        return server;
    }

    /** From when a queue that is ready may begin until all items are done in its record. */
    private double queue(Gateway gateway, int source, int count) throws IOException {
        String name = "turn-" + turns.incrementAndGet();
        apply(gateway, name, source, true);
        await(gateway, name, status -> status.get("owner").getAsBoolean());
        long begin = System.nanoTime();
        apply(gateway, name, source, false);
        await(gateway, name, status -> status.has("done") && status.get("done").getAsInt() == count);
        double perSecond = count / ((System.nanoTime() - begin) / 1e9);
        gateway.removeDocument("workqueue", name);
        return perSecond;
    }

    private static void apply(Gateway gateway, String name, int source, boolean paused) throws IOException {
        gateway.apply("workqueue", name, """
                apiVersion: sluice.dev/v1beta1
                kind: WorkQueue
                metadata: {name: %s}
                spec:
                  source: {url: 'http://127.0.0.1:%d', content: none}
                  worker: {function: resting}
                  parallel: %d
                  paused: %s
                """.formatted(name, source, AT_ONCE, paused));
    }

    private static void await(Gateway gateway, String name, Predicate<JsonObject> wanted) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        JsonObject status = gateway.status("workqueue", name);
        while (!wanted.test(status)) {
            if (System.nanoTime() > end) {
                throw new IOException("the work queue does not get on: " + status);
            }
            LockSupport.parkNanos(LOOK);
            status = gateway.status("workqueue", name);
        }
    }

    /** As many virtual threads as may be at work take the next name, have 10 ms of work done, and append a line to a file. */
    private static double loop(Callers callers, List<String> names, Path log) throws Exception {
        byte[] work = "10 ".getBytes(StandardCharsets.US_ASCII);
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        try (FileChannel file = FileChannel.open(
                        log, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                workers.add(threads.submit(() -> {
                    for (int item = next.getAndIncrement(); item < names.size(); item = next.getAndIncrement()) {
                        callers.post("/", work);
                        file.write(ByteBuffer.wrap((names.get(item) + " done\n").getBytes(StandardCharsets.UTF_8)));
                    }
                    return true;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        return names.size() / ((System.nanoTime() - begin) / 1e9);
    }
}
