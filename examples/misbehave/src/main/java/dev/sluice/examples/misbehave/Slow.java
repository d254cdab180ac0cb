package dev.sluice.examples.misbehave;

import dev.sluice.function.Response;
import java.time.Duration;

/** Runs past its timeout. */
final class Slow {

    private Slow() {}

    /** Waits as well-behaved code does: an interrupt ends it. */
    static Response sleep(long seconds) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds));
        return awake(seconds);
    }

    /** Keeps a processor busy and never looks whether it should stop. */
    static Response spin(long seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return awake(seconds);
    }

    /** Swallows every interrupt, as a careless retry loop does. */
    static Response ignoreInterrupts(long seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            try {
                Thread.sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                System.out.println("interrupted, and going on");
            }
        }
        return awake(seconds);
    }

    private static Response awake(long seconds) {
        return Response.text("awake after " + seconds + " s\n");
    }
}
