package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.KeepAlive;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.testkit.runner.ThreadedRunners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real pools on real threads with runners that are only played: what the locks are for. */
@Timeout(120)
class LivePoolsUnderThreadsTest {

    private static final int CONCURRENCY = 3;
    private static final int CALLS_AT_ONCE = 80;

    @TempDir
    private Path home;

    private final Map<RunnerId, AtomicInteger> load = new ConcurrentHashMap<>();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore callsAtOnce = new Semaphore(CALLS_AT_ONCE);
    private final List<String> broken = new ArrayList<>();

    @Test
    void everyCallerIsToldOnceAndNoInstanceIsOverloadedWhateverHappensMeanwhile() throws Exception {
        long seed = System.nanoTime();
        try (SystemTime time = new SystemTime("pool-timer");
                ExecutorService threads = Executors.newCachedThreadPool();
                ExecutorService spawner = Executors.newSingleThreadExecutor()) {
            ThreadedRunners runners = new ThreadedRunners(time);
            LivePools pools = new LivePools(parts(runners, time, spawner, threads));
            pools.start();
            int callers = 4;
            int calls = 3_000;
            CountDownLatch told = new CountDownLatch(callers * calls);
            CountDownLatch done = new CountDownLatch(callers + 1);
            List<Slots> slots = new ArrayList<>();
            for (int f = 0; f < 3; f++) {
                slots.add(pools.activate(version(f, 1)));
            }
            for (int c = 0; c < callers; c++) {
                Random random = new Random(seed + c);
                threads.execute(() -> {
                    for (int i = 0; i < calls; i++) {
                        callsAtOnce.acquireUninterruptibly();
                        Caller caller = new Caller(runners, time, random.nextInt(200), told);
                        slots.get(random.nextInt(3)).acquire(terms(random), caller);
                    }
                    done.countDown();
                });
            }
            threads.execute(() -> {
                redeploy(pools, new Random(seed));
                done.countDown();
            });
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(told.await(60, TimeUnit.SECONDS))
                    .as("callers never told: %s, seed %s", told.getCount(), seed)
                    .isTrue();
            synchronized (broken) {
                assertThat(broken).as("seed %s", seed).isEmpty();
            }
            assertThat(most.get())
                    .as("calls that held slots of one instance at a time")
                    .isEqualTo(CONCURRENCY);
            pools.shutdown(Duration.ofSeconds(5)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(runners.alive()).as("seed %s", seed).isZero();
        }
    }

    private static void redeploy(LivePools pools, Random random) {
        for (int number = 2; number < 12; number++) {
            FunctionVersion next = version(random.nextInt(3), number);
            Trial trial = pools.trial(next).toCompletableFuture().join();
            if (trial instanceof Trial.Passed && random.nextBoolean()) {
                pools.activate(next);
            } else {
                pools.abandonTrial(next);
            }
            pools.recycle(version(random.nextInt(3), 1).function());
            pools.report();
        }
    }

    private void broke(String what) {
        synchronized (broken) {
            broken.add(what);
        }
    }

    private final class Caller implements SlotWaiter {
        private final ThreadedRunners runners;
        private final SystemTime time;
        private final int fate;
        private final CountDownLatch told;
        private final AtomicInteger times = new AtomicInteger();

        Caller(ThreadedRunners runners, SystemTime time, int fate, CountDownLatch told) {
            this.runners = runners;
            this.time = time;
            this.fate = fate;
            this.told = told;
        }

        @Override
        public void granted(Slot slot, Timings waited) {
            tell();
            RunnerId id = slot.link().id();
            AtomicInteger here = load.computeIfAbsent(id, i -> new AtomicInteger());
            int held = here.incrementAndGet();
            most.accumulateAndGet(held, Math::max);
            if (held > CONCURRENCY) {
                broke(id + " has " + held + " calls");
            }
            if (fate % 10 == 3) {
                slot.abandoned();
            }
            time.at(time.nanos() + fate * 10_000L, () -> giveBack(slot, id, here));
        }

        /** The instance has one call less just before the pool may give the slot to another. */
        private void giveBack(Slot slot, RunnerId id, AtomicInteger here) {
            here.decrementAndGet();
            callsAtOnce.release();
            if (fate == 0) {
                runners.crash(id, new RunnerExit(1, false, ""));
                slot.release(new Outcome.Exited("exit code 1"));
            } else if (fate == 1) {
                slot.release(new Outcome.TimedOut(Duration.ofSeconds(1), FunctionError.of("")));
            } else {
                slot.release(new Outcome.Succeeded(200));
            }
        }

        @Override
        public void refused(Outcome why, Timings waited) {
            tell();
            callsAtOnce.release();
            if (!(why instanceof Outcome.Rejected)) {
                broke("refused with " + why);
            }
        }

        private void tell() {
            if (times.incrementAndGet() > 1) {
                broke("a caller was told twice");
            }
            told.countDown();
        }
    }

    private PoolParts parts(
            ThreadedRunners runners, SystemTime time, ExecutorService spawner, ExecutorService threads) {
        Runtimes runtimes = new Runtimes(
                Map.of(PlayedPools.JAVA, new Runtimes.Runtime(PlayedPools.JAVA, home.resolve("none"), "")));
        PoolSettings settings = new PoolSettings(
                new PoolSettings.Caps(20, new MemorySize(20 * 256), 4, 2, 4),
                new PoolSettings.Warm(new MemorySize(256), 3, 1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
        return new PoolParts(
                runners,
                runners,
                runtimes,
                new PoolParts.Settings(settings),
                new PoolParts.Folders(home.resolve("run"), home.resolve("cache"), home.resolve("jdk")),
                KeepAlive.DECLARED,
                (version, runner, folder) -> new Frame.Specialise(
                        version.function().value(),
                        version.number(),
                        "a.B",
                        new Frame.Artifact("", List.of()),
                        Map.of(),
                        1_000,
                        CONCURRENCY,
                        Map.of()),
                event -> {},
                line -> {},
                time,
                spawner,
                threads);
    }

    private static Terms terms(Random random) {
        return Terms.of(EntryPoint.HTTP, random.nextBoolean() ? Priority.BACKGROUND : Priority.INTERACTIVE);
    }

    private static FunctionVersion version(int function, int number) {
        return PlayedPools.version(
                "f" + function,
                number,
                new Scaling(CONCURRENCY, 0, 4, Duration.ofSeconds(1), 50, Duration.ofSeconds(3)));
    }
}
