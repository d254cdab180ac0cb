package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.pool.SimulatedMachine.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One function's burst and another's cold call, in virtual time. */
class FairnessTest {

    /** How far apart two specialisations of the simulated machine may be; a start takes ten times as long. */
    private static final Duration SPREAD = Duration.ofMillis(30);

    @Test
    void aBurstOfOneFunctionDoesNotSlowTheColdStartOfAnother() {
        assertThat(coldStart(true)).isLessThanOrEqualTo(coldStart(false) + SPREAD.toNanos());
    }

    @Test
    void manyFunctionsThatAreCalledForTheFirstTimeAtOnceAreAllServed() {
        SimulatedMachine world = new SimulatedMachine(Samples.settings(), 7);
        for (int f = 0; f < 15; f++) {
            world.activate(Samples.version("f" + f, 1, Samples.scaling(1, 0, 5)));
        }
        world.run(Duration.ofSeconds(5));
        List<Caller> callers = new ArrayList<>();
        for (int f = 0; f < 15; f++) {
            callers.add(world.call("f" + f));
        }
        world.run(Duration.ofSeconds(10));
        assertThat(callers).allMatch(caller -> caller.instance != null);
    }

    @Test
    void moreFunctionsThanTheMachineHoldsAreServedByEvictingTheIdle() {
        SimulatedMachine world = new SimulatedMachine(Samples.settings(), 7);
        world.runNanos = 1_000;
        for (int f = 0; f < 60; f++) {
            world.activate(Samples.version("f" + f, 1, Samples.scaling(1, 0, 5)));
        }
        world.run(Duration.ofSeconds(5));
        for (int f = 0; f < 60; f++) {
            Caller caller = world.call("f" + f);
            world.run(Duration.ofSeconds(2));
            assertThat(caller.instance)
                    .as("call of f%s, refused with %s", f, caller.refusal)
                    .isNotNull();
        }
    }

    /** Of b, while a warms up 20 instances or not. */
    private static long coldStart(boolean burst) {
        SimulatedMachine world = new SimulatedMachine(Samples.settings(), 42);
        world.runNanos = Duration.ofSeconds(30).toNanos();
        world.activate(Samples.version("a", 1, Samples.scaling(1, 0, 20)));
        world.activate(Samples.version("b", 1, Samples.scaling(1, 0, 20)));
        world.run(Duration.ofSeconds(5));
        if (burst) {
            for (int i = 0; i < 20; i++) {
                world.call("a");
            }
            world.run(Duration.ofMillis(700));
        }
        Caller caller = world.call("b");
        world.run(Duration.ofSeconds(5));
        assertThat(caller.instance).as("refused with %s", caller.refusal).isNotNull();
        return caller.waited.cold();
    }
}
