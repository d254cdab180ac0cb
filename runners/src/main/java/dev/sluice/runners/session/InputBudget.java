package dev.sluice.runners.session;

import java.util.function.LongSupplier;

/**
 * What a runner may send beside the answers that it was asked for: lines of log, pings, grants in tiny steps, frames of
 * invocations that are over. A token bucket: {@link #BYTES_A_SECOND} are added, at most {@link #BURST_BYTES} are kept. Only
 * for the session's thread.
 */
final class InputBudget {

    static final long BYTES_A_SECOND = 4L * 1024 * 1024;
    static final long BURST_BYTES = 8L * 1024 * 1024;

    /** What a frame costs beside its content. */
    static final int FRAME_BYTES = 64;

    /** What one costs that has to be answered. */
    static final int ANSWER_BYTES = 1024;

    private static final long NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private long left = BURST_BYTES;
    private long since;
    private boolean spending;

    InputBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Never owes more than a burst, so that nobody is left unread for long. */
    void spend(long bytes) {
        if (!spending) {
            spending = true;
            refill();
        }
        left = Math.max(left - bytes, -BURST_BYTES);
    }

    /** How long nothing should be read, in nanoseconds; 0 while there is something left. Then a sixteenth is there again. */
    long overdrawnNanos() {
        spending = false;
        if (left < 0) {
            refill();
        }
        return left >= 0 ? 0 : (BURST_BYTES / 16 - left) * NANOS / BYTES_A_SECOND;
    }

    private void refill() {
        long now = nanoTime.getAsLong();
        long passed = Math.min(now - since, BURST_BYTES * NANOS / BYTES_A_SECOND);
        left = Math.min(BURST_BYTES, left + passed * BYTES_A_SECOND / NANOS);
        since = now;
    }
}
