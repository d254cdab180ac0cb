package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.pool.Backlog;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.PoolName;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.core.pool.RunnerScheduler;
import dev.sluice.core.pool.Trial;
import dev.sluice.runners.pool.SimulatedPools.Caller;
import dev.sluice.runners.pool.SimulatedPools.Weather;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random days in the life of a gateway's pools; what must always hold is looked at after every single step. */
class PoolSimulationTest {

    private static final Duration SLACK = Duration.ofMillis(1);

    @TempDir
    private Path home;

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 100), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensTheInvariantsHold(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        SimulatedPools world = new SimulatedPools(home, settings(dice), dice.nextLong());
        world.weather = switch (dice.nextInt(4)) {
            case 0 -> Weather.FAIR;
            case 1 -> new Weather(10, 0, 0, 2, 2);
            case 2 -> new Weather(0, 20, 5, 10, 5);
            default -> new Weather(30, 30, 10, 30, 10);
        };
        world.runNanos = SimulatedPools.millis(1 + dice.nextInt(400));
        Invariants invariants = new Invariants(world);
        world.loop.afterEveryStep(invariants::check);
        FunctionVersion[] newest = new FunctionVersion[1 + dice.nextInt(6)];
        Backlog[] backlogs = new Backlog[newest.length];
        for (int f = 0; f < newest.length; f++) {
            newest[f] = version(dice, f, 1);
            backlogs[f] = world.pools.backlog(newest[f].function());
            world.activate(newest[f]);
        }
        for (int step = 0; step < 150; step++) {
            happen(world, dice, dice.nextInt(newest.length), newest, backlogs);
            world.run(Duration.ofNanos(dice.nextLong(SimulatedPools.millis(dice.nextInt(10) == 0 ? 5_000 : 100))));
        }
        for (Backlog backlog : backlogs) {
            backlog.is(0);
        }
        boolean shutDown = dice.nextInt(3) == 0;
        if (shutDown) {
            world.pools.shutdown(Duration.ofMinutes(2));
        }
        world.run(Duration.ofMinutes(3));
        world.weather = Weather.FAIR;
        world.run(Duration.ofMinutes(30));
        invariants.checkRest(shutDown);
        assertThat(world.gaveWay)
                .doesNotHaveDuplicates()
                .allMatch(caller -> caller.priority == Priority.BACKGROUND, "is a background call");
    }

    private static void happen(
            SimulatedPools world, SplittableRandom dice, int f, FunctionVersion[] newest, Backlog[] backlogs) {
        FunctionName name = newest[f].function();
        switch (dice.nextInt(20)) {
            case 0 -> world.pools.recycle(name);
            case 1 -> {
                if (dice.nextInt(3) == 0) {
                    world.pools.remove(name);
                }
            }
            case 2, 3 -> {
                FunctionVersion next = version(dice, f, newest[f].number() + 1);
                newest[f] = next;
                boolean keep = dice.nextInt(4) > 0;
                world.trial(next, result -> {
                    if (result instanceof Trial.Passed && keep) {
                        world.activate(next);
                    } else if (result instanceof Trial.Passed) {
                        world.pools.abandonTrial(next);
                    }
                });
            }
            case 4 -> {
                if (!world.isLive(name)) {
                    newest[f] = version(dice, f, newest[f].number() + 1);
                    world.activate(newest[f]);
                }
            }
            case 5 -> world.crashOne(dice.nextInt(world.settings.caps().runners()));
            case 6 -> {
                for (int i = dice.nextInt(150); i > 0; i--) {
                    world.call(newest[f], priority(dice));
                }
            }
            case 7 -> backlogs[f].is(dice.nextInt(3) == 0 ? 0 : dice.nextInt(500));
            default -> {
                for (int i = dice.nextInt(8); i > 0; i--) {
                    world.call(newest[f], priority(dice));
                }
            }
        }
    }

    private static Priority priority(SplittableRandom dice) {
        return dice.nextInt(3) == 0 ? Priority.BACKGROUND : Priority.INTERACTIVE;
    }

    private static FunctionVersion version(SplittableRandom dice, int f, int number) {
        boolean oneSlot = dice.nextInt(4) == 0;
        int max = oneSlot ? 1 : 1 + dice.nextInt(6);
        int concurrency = dice.nextBoolean() ? 1 + dice.nextInt(3) : 100;
        Scaling scaling = new Scaling(
                oneSlot ? 1 : concurrency,
                dice.nextInt(4) == 0 ? Math.min(max, 2) : 0,
                max,
                Duration.ofMillis(1_000 + dice.nextInt(20_000)),
                dice.nextInt(30),
                Duration.ofMillis(10 + dice.nextInt(3_000)),
                dice.nextBoolean() ? BackgroundPolicy.PREEMPT : BackgroundPolicy.FINISH,
                dice.nextBoolean() ? KeepAlivePolicy.ADAPTIVE : KeepAlivePolicy.FIXED);
        return PlayedPools.version("f" + f, number, dice.nextInt(3) == 0 ? 512 : 256, scaling);
    }

    private static PoolSettings settings(SplittableRandom dice) {
        int runners = 3 + dice.nextInt(30);
        int starts = 1 + dice.nextInt(3);
        return new PoolSettings(
                new PoolSettings.Caps(
                        runners, new MemorySize(1024 + dice.nextInt(8_000)), starts, 1, 1 + dice.nextInt(5)),
                new PoolSettings.Warm(new MemorySize(256), dice.nextInt(3), dice.nextInt(2)),
                Duration.ofSeconds(2 + dice.nextInt(8)),
                Duration.ofSeconds(10));
    }

    /** What holds at every instant, and what holds when all is quiet. */
    private record Invariants(SimulatedPools world) {

        void check() {
            PoolSettings.Caps caps = world.settings.caps();
            RunnerScheduler scheduler =
                    Objects.requireNonNull(world.pools.loop().scheduler().machine());
            require(scheduler.runners() <= caps.runners(), "cap of runners");
            require(scheduler.memory().compareTo(caps.memory()) <= 0, "cap of memory");
            int starting = 0;
            for (RunnerScheduler.Standing standing : scheduler.standings()) {
                starting += standing.starting();
            }
            require(starting >= 0 && starting <= caps.starts(), "cap of starts");
            world.pools.loop().cells().active().forEach(this::check);
            world.callers.removeIf(caller -> {
                check(caller);
                return caller.told > 0;
            });
        }

        private void check(FunctionCell cell) {
            FunctionPool pool = cell.machine();
            if (pool == null) {
                return;
            }
            int coming = 0;
            boolean room = false;
            int serving = 0;
            int slots = 0;
            int inBackground = 0;
            for (Instance instance : pool.instances()) {
                int limit = instance.version().spec().scaling().concurrency();
                require(instance.inFlight() >= 0 && instance.inFlight() <= limit, "concurrency of " + instance);
                require(instance.inFlight() >= world.held.getOrDefault(instance.id(), 0), "slots of " + instance);
                coming += instance.isComing() ? 1 : 0;
                room |= instance.hasRoom();
                slots += instance.serves() ? limit : 0;
                inBackground += instance.serves() ? instance.inBackground() : 0;
                require(
                        instance.inBackground() >= 0 && instance.inBackground() <= instance.inFlight(),
                        "background calls of " + instance);
                boolean current = instance.generation() == pool.generation();
                serving += current && (instance.serves() || instance.isComing()) ? 1 : 0;
            }
            int inBackgroundWait = pool.queuedInBackground();
            require(!room || pool.queued() == inBackgroundWait, cell.name + " waits beside a free slot");
            boolean backgroundMay = room && inBackground < Math.max(1, slots - 1);
            require(!backgroundMay || inBackgroundWait == 0, cell.name + " waits in background beside a free slot");
            FunctionVersion live = cell.live;
            if (live != null) {
                Scaling scaling = live.spec().scaling();
                int claims = world.settings.caps().claims();
                // Of each generation that is being replaced some may still be on their way.
                require(coming <= claims * pool.generation(), "claims in flight of " + cell.name);
                // The settings of an earlier version may have let them in.
                require(pool.queued() <= 2 * (30 + claims * 100), "queue of " + cell.name);
                // The instance of a trial may be adopted beside instances that are being specialised already.
                require(serving <= scaling.maxInstances() + 1, "instances of " + live);
            }
        }

        private void check(Caller caller) {
            require(caller.told <= 1, "a caller is told once");
            if (caller.told == 0) {
                // Versions change while one waits: the longest budget that any version has is what bounds the wait.
                long longest =
                        world.settings.startBudget().plusSeconds(4).plus(SLACK).toNanos();
                require(world.now() - caller.since <= longest, "a caller is told within its budgets");
            }
        }

        private static List<Instance> instances(@Nullable FunctionPool pool) {
            return pool == null ? List.of() : pool.instances();
        }

        private void require(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError("broken at " + world.now() + " ns: " + what);
            }
        }

        void checkRest(boolean shutDown) {
            PoolLoop loop = world.pools.loop();
            RunnerScheduler scheduler = Objects.requireNonNull(loop.scheduler().machine());
            int alive = world.runners.alive().size();
            assertThat(world.callers).as("callers never told").isEmpty();
            assertThat(world.held).as("slots never given back").isEmpty();
            assertThat(loop.fleet().all()).as("runners known to the fleet").hasSize(alive);
            assertThat(scheduler.runners()).as("runners known to the scheduler").isEqualTo(alive);
            if (shutDown) {
                assertThat(alive).isZero();
                return;
            }
            int all = 0;
            int missing = 0;
            for (int f = 0; f < 6; f++) {
                FunctionCell cell = loop.cells()
                        .find(PoolName.live(new FunctionName("f" + f)))
                        .orElse(null);
                if (cell == null) {
                    continue;
                }
                assertThat(cell.backlog).isZero();
                FunctionVersion live = cell.live;
                FunctionPool pool = cell.machine();
                int min = live == null ? 0 : live.spec().scaling().minInstances();
                int has = instances(pool).size();
                assertThat(has)
                        .as("instances at rest of %s, wanted %s: %s", live, min, instances(pool))
                        .isLessThanOrEqualTo(min);
                boolean learns = pool != null && pool.learns();
                assertThat(min > 0 || pool == null || learns)
                        .as("state of idle %s is dropped", cell.name)
                        .isTrue();
                all += has;
                missing += min - has;
            }
            int warm = scheduler.standings().stream()
                    .mapToInt(RunnerScheduler.Standing::warm)
                    .sum();
            assertThat(warm + all).as("every runner waits or serves").isEqualTo(alive);
            for (RunnerScheduler.Standing standing : scheduler.standings()) {
                assertThat(standing.warm()).as("warm of %s", standing.kind()).isLessThanOrEqualTo(standing.wanted());
                assertThat(standing.waitedFor()).as("waited for").isLessThanOrEqualTo(missing);
            }
        }
    }
}
