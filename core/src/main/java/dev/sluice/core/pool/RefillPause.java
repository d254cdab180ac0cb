package dev.sluice.core.pool;

import java.time.Duration;

/**
 * Keeps the start of runners that nobody waits for urgently out of the way of runners that are just becoming instances:
 * a start takes most of a second of processor time, a cold call a hundredth of that. Times are nanoseconds of the
 * pool's clock.
 */
final class RefillPause {

    /** How long nothing must have been claimed. */
    static final long QUIET = Duration.ofMillis(200).toNanos();

    /** How long claims, one soon after the other, can hold refill back. */
    static final long LONGEST = Duration.ofSeconds(1).toNanos();

    private boolean paused;
    private long begin;
    private long end;

    void claimed(long now) {
        if (!paused) {
            paused = true;
            begin = now;
        }
        end = Math.min(now + QUIET, begin + LONGEST);
    }

    boolean isOver(long now) {
        return !paused || now >= end;
    }

    /** Refill had its turn: the next claim begins a new pause. */
    void refilled() {
        paused = false;
    }

    /** When it is over, unless more is claimed. */
    long end() {
        return end;
    }
}
