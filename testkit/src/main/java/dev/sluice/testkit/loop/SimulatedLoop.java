package dev.sluice.testkit.loop;

import dev.sluice.core.loop.Loop;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * The deterministic twin of the loop that drives cells in a gateway: the same cells in virtual time, on one thread. Effects,
 * and all else that is executed here, are carried out after small random delays and so in random order, as threads would. All
 * follows from a seed; what must always hold can be looked at after every step.
 */
public final class SimulatedLoop implements Executor {

    private static final long LONGEST_DELAY = Duration.ofNanos(200_000).toNanos();

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;

    public SimulatedLoop(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** To make cells of. */
    public Loop loop() {
        return new Loop(time, this);
    }

    public VirtualTime time() {
        return time;
    }

    public long now() {
        return time.nanos();
    }

    /** From now on {@code invariants} are looked at after every step; what they throw ends the simulation. */
    public void afterEveryStep(Runnable invariants) {
        time.afterEach(invariants);
    }

    /** Runs {@code task} soon. */
    @Override
    public void execute(Runnable task) {
        after(random.nextLong(LONGEST_DELAY), task);
    }

    public void after(long nanos, Runnable task) {
        time.at(time.nanos() + nanos, task);
    }

    /** Lets time pass, with all that happens meanwhile. */
    public void run(Duration length) {
        time.pass(length);
    }
}
