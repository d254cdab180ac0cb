package dev.sluice.core.pool;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a function's instances ended in a row without an answer, and when the next may start: exponential back-off
 * from 0.5 s to 60 s, each wait up to a quarter longer by chance so that functions that fail together do not return
 * together.
 */
final class CrashLoop {

    private static final long FIRST = Duration.ofMillis(500).toNanos();
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();

    private final RandomGenerator random;
    private int inARow;
    private String last = "";
    private long retryAt;

    CrashLoop(RandomGenerator random) {
        this.random = random;
    }

    int inARow() {
        return inARow;
    }

    String last() {
        return last;
    }

    /** Starts are held back until then. */
    long retryAt() {
        return retryAt;
    }

    boolean holdsBack(long now) {
        return inARow > 0 && now < retryAt;
    }

    /** An instance ended by itself. The first in a row is replaced at once: it may have been the machine's fault. */
    void crashed(String what, long now) {
        note(what, now, inARow - 1);
    }

    /** The code could not be started; it is not likely to go better at once. */
    void startFailed(String what, long now) {
        note(what, now, inARow);
    }

    /** What is known only now about the crash that was noted last. */
    void explain(String what) {
        last = what;
    }

    void answered() {
        if (inARow != 0) {
            inARow = 0;
            last = "";
        }
    }

    private void note(String what, long now, int doublings) {
        inARow++;
        last = what;
        if (doublings < 0) {
            retryAt = now;
            return;
        }
        long wait = Math.min(LONGEST, FIRST << Math.min(doublings, 20));
        retryAt = now + Math.min(LONGEST, wait + random.nextLong(wait / 4));
    }
}
