package dev.sluice.runner.support;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gates between a test and a function, whose classes do not know each other: they meet in the system properties, under
 * a name, as {@link Semaphore}s of the JDK.
 */
public final class Gates {

    private Gates() {}

    /** Closes the gate of that name, or makes it. */
    public static Semaphore closed(String name) {
        Semaphore gate = new Semaphore(0);
        System.getProperties().put("gate." + name, gate);
        return gate;
    }

    /** Waits until somebody opens it, at most 20 s. */
    public static void await(Semaphore gate) {
        try {
            if (!gate.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the gate stayed closed");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
