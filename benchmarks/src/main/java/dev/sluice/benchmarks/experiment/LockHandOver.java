package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import com.google.gson.JsonParser;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.Etcd;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** W1: how often a lock goes from one to the next while a hundred want it, to the lock of etcd. */
public final class LockHandOver implements Experiment {

    private static final int PLATFORM = 0;
    private static final int PEER = 1;
    private static final int WAITERS = 100;
    private static final int READ_MILLIS = 90_000;

    /** The file system that is memory on every Linux. */
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Set<String> ids() {
        return Set.of("W1");
    }

    @Override
    public Page page() {
        return Page.PATTERNS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path memory = Files.createTempDirectory(MEMORY, "sluice-bench-");
        try {
            return List.of(
                    row(bench, memory, "both logs in memory (tmpfs)", new Goal.AtLeast(3, 3)),
                    row(bench, bench.work().resolve("locks"), "both logs on disk, with fsync", new Goal.AtLeast(1, 1)));
        } finally {
            Disk.deleteTree(memory);
        }
    }

    private static Result row(Bench bench, Path folder, String where, Goal goal) throws Exception {
        try (Gateway gateway = bench.gateway(folder.resolve("home"), Map.of());
                Etcd etcd = Etcd.start(
                        bench.peers(),
                        bench.java(),
                        folder.resolve("etcd"),
                        bench.work().resolve("etcd.log"))) {
            Duration warm = bench.seconds(8, 2);
            Duration length = bench.seconds(5, 2);
            int rounds = bench.of(2, 1);
            bench.say("measuring " + rounds + " rounds, " + where);
            handOvers(gateway, warm, length);
            Turns<Double> turns = Turns.take(
                    rounds,
                    () -> handOvers(gateway, bench.seconds(2, 1), length),
                    () -> etcd.handOvers(bench.root(), "nightly", WAITERS, warm, length));
            return new Result(
                    "W1",
                    "hand-overs of a lock a second among 100 waiters, " + where + ", to etcd's lock by jetcd",
                    turns.ratio(PLATFORM, PEER, EventCalls::mean),
                    goal,
                    OptionalDouble.of(turns.selfCheck(PEER, EventCalls::mean)),
                    List.of(
                            figure("Sluice", "%,.0f a second", EventCalls.mean(turns.side(PLATFORM))),
                            figure("etcd", "%,.0f a second", EventCalls.mean(turns.side(PEER)))));
        }
    }

    /** The same as the peer's program does, over HTTP. */
    private static double handOvers(Gateway gateway, Duration warm, Duration length) throws Exception {
        AtomicLong handOvers = new AtomicLong();
        long end = System.nanoTime() + warm.plus(length).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> waiters = new ArrayList<>();
            for (int i = 0; i < WAITERS; i++) {
                waiters.add(threads.submit(() -> {
                    take(gateway, end, handOvers);
                    return true;
                }));
            }
            LockSupport.parkNanos(warm.toNanos());
            long before = handOvers.get();
            long begin = System.nanoTime();
            LockSupport.parkNanos(end - begin);
            double perSecond = (handOvers.get() - before) / ((System.nanoTime() - begin) / 1e9);
            for (Future<?> waiter : waiters) {
                waiter.get();
            }
            return perSecond;
        }
    }

    private static void take(Gateway gateway, long end, AtomicLong handOvers) throws IOException {
        Map<String, String> access = Map.of("Authorization", "Bearer " + gateway.adminToken());
        byte[] nothing = new byte[0];
        String lock = "/ownership/locks/nightly";
        try (Connection connection = new Connection(gateway.port(), READ_MILLIS)) {
            while (System.nanoTime() < end) {
                String held = connection
                        .exchange("POST", lock + "?wait=60s&lease=60s", access, nothing)
                        .orThrow(lock)
                        .text();
                handOvers.incrementAndGet();
                long token = JsonParser.parseString(held)
                        .getAsJsonObject()
                        .get("token")
                        .getAsLong();
                connection
                        .exchange("DELETE", lock + "/" + token, access, nothing)
                        .orThrow(lock);
            }
        }
    }
}
