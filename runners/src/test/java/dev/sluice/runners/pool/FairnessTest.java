package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.PoolSettings;
import dev.sluice.runners.pool.SimulatedPools.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
