package dev.sluice.runners.provider;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How many lines one stream of a runner may put into a log in ten seconds: 100 into the gateway's, 1,000 into its function's. For one thread. */
final class LineBudget {

    static final int LINES = 100;
    static final int OWNED_LINES = 1_000;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int taken;
    private long refused;

    LineBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** Whether one more line may pass; {@code owned}: into a function's log. */
    boolean take(boolean owned) {
        if (nanoTime.getAsLong() - windowStart > WINDOW_NANOS) {
            windowStart = nanoTime.getAsLong();
            taken = 0;
        }
        if (taken >= (owned ? OWNED_LINES : LINES)) {
            refused++;
            return false;
        }
        taken++;
        return true;
    }

    /** How many lines were refused since this was last asked, if any. */
    OptionalLong refused() {
        long count = refused;
        refused = 0;
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }
}
