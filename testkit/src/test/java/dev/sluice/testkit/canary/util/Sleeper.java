package dev.sluice.testkit.canary.util;

/** Lives in a vague package that is not null-marked, and sleeps; the architecture test must find all three. */
public final class Sleeper {

    private Sleeper() {}

    static void nap() throws InterruptedException {
        Thread.sleep(0);
    }
}
