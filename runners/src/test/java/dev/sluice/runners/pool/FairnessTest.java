package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.runners.pool.SimulatedPools.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One function's burst and another's cold call, in virtual time. */
class FairnessTest {

    /** How far apart two specialisations of the simulated machine may be; a start takes ten times as long. */
    private static final Duration SPREAD = Duration.ofMillis(30);

    @TempDir
    private Path home;

    private int worlds;

    @Test
    void aBurstOfOneFunctionDoesNotSlowTheColdStartOfAnother() {
        assertThat(coldStart(true)).isLessThanOrEqualTo(coldStart(false) + SPREAD.toNanos());
    }

    @Test
    void manyFunctionsThatAreCalledForTheFirstTimeAtOnceAreAllServed() {
        SimulatedPools world = world(7);
        List<FunctionVersion> functions = activate(world, 15);
        world.run(Duration.ofSeconds(5));
        List<Caller> callers = new ArrayList<>();
        functions.forEach(function -> callers.add(world.call(function)));
        world.run(Duration.ofSeconds(10));
        assertThat(callers).allMatch(caller -> caller.instance != null);
    }

    @Test
    void moreFunctionsThanTheMachineHoldsAreServedByEvictingTheIdle() {
        SimulatedPools world = world(7);
        world.runNanos = 1_000;
        List<FunctionVersion> functions = activate(world, 60);
        world.run(Duration.ofSeconds(5));
        for (FunctionVersion function : functions) {
            Caller caller = world.call(function);
            world.run(Duration.ofSeconds(2));
            assertThat(caller.instance)
                    .as("call of %s, refused with %s", function, caller.refusal)
                    .isNotNull();
        }
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 20), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void backgroundWorkThatGivesWayComesToItsEndHoweverManyPeopleCall(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        SimulatedPools world = world(seed);
        world.runNanos = SimulatedPools.millis(200);
        Scaling oneSlot =
                new Scaling(1, 0, 1, Duration.ofMinutes(1), 1_000, Duration.ofMinutes(10), BackgroundPolicy.PREEMPT);
        FunctionVersion function = PlayedPools.version("f", 1, oneSlot);
        world.activate(function);
        List<Outcome> ends = new ArrayList<>();
        List<Caller> people = new ArrayList<>();
        Caller work = world.call(function, Priority.BACKGROUND);
        for (int done = 0, steps = 0; done < 20; steps++) {
            assertThat(steps).as("steps for %s pieces of work", done).isLessThan(20_000);
            world.run(Duration.ofNanos(dice.nextLong(SimulatedPools.millis(400))));
            Outcome end = work.ended;
            if (end != null) {
                ends.add(end);
                done += end.isAnswer() ? 1 : 0;
                work = world.call(function, Priority.BACKGROUND);
            }
            if (dice.nextBoolean()) {
                people.add(world.call(function));
            }
        }
        world.run(Duration.ofMinutes(10));

        assertThat(people).allMatch(caller -> caller.ended != null && caller.ended.isAnswer());
        assertThat(world.gaveWay).isNotEmpty().hasSizeLessThanOrEqualTo(people.size());
        int inARow = 0;
        for (Outcome end : ends) {
            inARow = end.isAnswer() ? 0 : inARow + 1;
            assertThat(inARow).isLessThanOrEqualTo(3);
        }
    }

    /** Of b, while a warms up 20 instances or not. */
    private long coldStart(boolean burst) {
        SimulatedPools world = world(42);
        world.runNanos = Duration.ofSeconds(30).toNanos();
        FunctionVersion a = version("a", 20);
        FunctionVersion b = version("b", 20);
        world.activate(a);
        world.activate(b);
        world.run(Duration.ofSeconds(5));
        if (burst) {
            for (int i = 0; i < 20; i++) {
                world.call(a);
            }
            world.run(Duration.ofMillis(700));
        }
        Caller caller = world.call(b);
        world.run(Duration.ofSeconds(5));
        assertThat(caller.instance).as("refused with %s", caller.refusal).isNotNull();
        return caller.waited.cold();
    }

    private SimulatedPools world(long seed) {
        return new SimulatedPools(
                home.resolve("world-" + ++worlds),
                new PoolSettings(
                        new PoolSettings.Caps(20, new MemorySize(20 * 256), 3, 1, 4),
                        new PoolSettings.Warm(new MemorySize(256), 2, 1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30)),
                seed);
    }

    private static List<FunctionVersion> activate(SimulatedPools world, int count) {
        List<FunctionVersion> functions = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            FunctionVersion function = version("f" + f, 5);
            functions.add(function);
            world.activate(function);
        }
        return functions;
    }

    private static FunctionVersion version(String name, int maxInstances) {
        return PlayedPools.version(
                name, 1, new Scaling(1, 0, maxInstances, Duration.ofSeconds(60), 10, Duration.ofSeconds(2)));
    }
}
