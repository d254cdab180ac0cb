package dev.sluice.gateway.provider;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How many lines one runner may put into the gateway's log: 100 in ten seconds. For one thread. */
final class LineBudget {

    static final int LINES = 100;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int left = LINES;
    private long refused;

    LineBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** Whether one more line may pass. */
    boolean take() {
        if (nanoTime.getAsLong() - windowStart > WINDOW_NANOS) {
            windowStart = nanoTime.getAsLong();
            left = LINES;
        }
        if (left == 0) {
            refused++;
            return false;
        }
        left--;
        return true;
    }

    /** How many lines were refused since this was last asked, if any. */
    OptionalLong refused() {
        long count = refused;
        refused = 0;
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }
}
