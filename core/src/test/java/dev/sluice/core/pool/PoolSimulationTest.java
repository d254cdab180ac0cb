package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.SimulatedMachine.Caller;
import dev.sluice.core.pool.SimulatedMachine.Home;
import dev.sluice.core.pool.SimulatedMachine.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random days in the life of a machine; what must always hold is looked at after every single step. */
class PoolSimulationTest {

    private static final Duration SLACK = Duration.ofMillis(1);

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 150), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensTheInvariantsHold(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        SimulatedMachine world = new SimulatedMachine(settings(dice), dice.nextLong());
        world.weather = switch (dice.nextInt(4)) {
            case 0 -> Weather.FAIR;
            case 1 -> new Weather(10, 0, 0, 2, 2);
            case 2 -> new Weather(0, 20, 5, 10, 5);
            default -> new Weather(30, 30, 10, 30, 10);
        };
        world.runNanos = SimulatedMachine.millis(1 + dice.nextInt(400));
        Invariants invariants = new Invariants(world);
        world.afterEveryStep = invariants::check;
        int functions = 1 + dice.nextInt(6);
        int[] versions = new int[functions];
        for (int f = 0; f < functions; f++) {
            world.activate(version(dice, f, ++versions[f]));
        }
        for (int step = 0; step < 150; step++) {
            int f = dice.nextInt(functions);
            happen(world, dice, f, versions);
            world.run(Duration.ofNanos(dice.nextLong(SimulatedMachine.millis(dice.nextInt(10) == 0 ? 5_000 : 100))));
        }
        boolean shutDown = dice.nextInt(3) == 0;
        if (shutDown) {
            world.shutDown();
        }
        world.run(Duration.ofMinutes(3));
        world.weather = Weather.FAIR;
        world.run(Duration.ofMinutes(30));
        invariants.checkRest(shutDown);
    }

    private static void happen(SimulatedMachine world, SplittableRandom dice, int f, int[] versions) {
        String name = "f" + f;
        switch (dice.nextInt(20)) {
            case 0 -> world.recycle(world.home(name));
            case 1 -> {
                if (dice.nextInt(3) == 0) {
                    world.remove(world.home(name));
                }
            }
            case 2, 3 -> {
                FunctionVersion next = version(dice, f, ++versions[f]);
                boolean keep = dice.nextInt(4) > 0;
                world.trial(next, result -> {
                    if (result instanceof Trial.Passed && keep) {
                        world.activate(next);
                    } else if (result instanceof Trial.Passed) {
                        world.abandonTrial(next);
                    }
                });
            }
            case 4 -> {
                if (world.home(name).live == null) {
                    world.activate(version(dice, f, ++versions[f]));
                }
            }
            case 5 ->
                world.runners.keySet().stream()
                        .skip(dice.nextInt(world.runners.size() + 1))
                        .findFirst()
                        .ifPresent(world::crash);
            case 6 -> {
                for (int i = dice.nextInt(150); i > 0; i--) {
                    world.call(name);
                }
            }
            default -> {
                for (int i = dice.nextInt(8); i > 0; i--) {
                    world.call(name);
                }
            }
        }
    }

    private static FunctionVersion version(SplittableRandom dice, int f, int number) {
        int max = 1 + dice.nextInt(6);
        Scaling scaling = new Scaling(
                dice.nextBoolean() ? 1 + dice.nextInt(3) : 100,
                dice.nextInt(4) == 0 ? Math.min(max, 2) : 0,
                max,
                Duration.ofMillis(1_000 + dice.nextInt(20_000)),
                dice.nextInt(30),
                Duration.ofMillis(10 + dice.nextInt(3_000)));
        return Samples.version("f" + f, number, dice.nextInt(3) == 0 ? 512 : 256, scaling);
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
    private record Invariants(SimulatedMachine world, List<Caller> open) {

        Invariants(SimulatedMachine world) {
            this(world, new ArrayList<>());
        }

        void check() {
            PoolSettings.Caps caps = world.settings.caps();
            require(world.machine.runners() <= caps.runners(), "cap of runners");
            require(world.machine.memory().compareTo(caps.memory()) <= 0, "cap of memory");
            int starting = 0;
            for (Machine.Standing standing : world.machine.standings()) {
                starting += standing.starting();
            }
            require(starting >= 0 && starting <= caps.starts(), "cap of starts");
            world.homes.values().forEach(this::check);
            world.callers.removeIf(caller -> {
                check(caller);
                return caller.told > 0;
            });
        }

        private void check(Home home) {
            FunctionPool pool = home.pool;
            if (pool == null) {
                return;
            }
            int coming = 0;
            boolean room = false;
            int serving = 0;
            for (Instance instance : pool.instances()) {
                int limit = instance.version().spec().scaling().concurrency();
                require(instance.inFlight() >= 0 && instance.inFlight() <= limit, "concurrency of " + instance);
                require(instance.inFlight() >= world.held.getOrDefault(instance, 0), "slots of " + instance);
                boolean starts = instance.state() == Instance.State.SPECIALISING && instance.trial() == null;
                coming += starts ? 1 : 0;
                room |= instance.hasRoom();
                boolean current = instance.generation() == pool.generation();
                serving += current && (instance.serves() || starts) ? 1 : 0;
            }
            require(!room || pool.queued() == 0, home.name + " waits beside a free slot");
            FunctionVersion live = home.live;
            if (live != null) {
                Scaling scaling = live.spec().scaling();
                int claims = world.settings.caps().claims();
                // Of each generation that is being replaced some may still be on their way.
                require(coming <= claims * pool.generation(), "claims in flight of " + home.name);
                // The settings of an earlier version may have let them in.
                require(pool.queued() <= 30 + claims * 100, "queue of " + home.name);
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
                require(world.now - caller.since <= longest, "a caller is told within its budgets");
            }
        }

        private void require(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError("broken at " + world.now + " ns: " + what);
            }
        }

        void checkRest(boolean shutDown) {
            assertThat(world.callers).as("callers never told").isEmpty();
            assertThat(world.held).as("slots never given back").isEmpty();
            assertThat(world.machine.runners())
                    .as("runners known to the machine")
                    .isEqualTo(world.runners.size());
            if (shutDown) {
                assertThat(world.runners).isEmpty();
                return;
            }
            int instances = 0;
            int missing = 0;
            for (Home home : world.homes.values()) {
                int min = home.live == null ? 0 : home.live.spec().scaling().minInstances();
                int has = home.pool == null ? 0 : home.pool.instances().size();
                assertThat(has)
                        .as("instances at rest of %s, wanted %s", home.name, min)
                        .isLessThanOrEqualTo(min);
                assertThat(min > 0 || home.pool == null)
                        .as("state of idle %s is dropped", home.name)
                        .isTrue();
                instances += has;
                missing += min - has;
            }
            int warm = world.machine.standings().stream()
                    .mapToInt(Machine.Standing::warm)
                    .sum();
            assertThat(warm + instances).as("every runner waits or serves").isEqualTo(world.runners.size());
            for (Machine.Standing standing : world.machine.standings()) {
                assertThat(standing.warm()).as("warm of %s", standing.kind()).isLessThanOrEqualTo(standing.wanted());
                assertThat(standing.waitedFor()).as("waited for").isLessThanOrEqualTo(missing);
            }
        }
    }
}
