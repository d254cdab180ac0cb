package dev.sluice.decorators.hedge;

import java.util.Arrays;
import java.util.OptionalLong;

/** How long good answers took to begin, of late; tells from when on a call is slow. Thread-safe. */
final class LatencyTracker {

    private static final int KEPT = 256;

    /** With fewer there is no percentile to speak of. */
    private static final int LEAST = 20;

    /** The percentile is found anew after so many answers. */
    private static final int REFRESH = 16;

    private final HedgeAfter after;
    private final long[] times = new long[KEPT];
    private long seen;
    private long slow = -1;

    LatencyTracker(HedgeAfter after) {
        this.after = after;
        after.percentile()
                .ifPresentOrElse(ignored -> {}, () -> slow = after.time().toNanos());
    }

    /** In nanoseconds; empty until enough is known. */
    synchronized OptionalLong slow() {
        return slow < 0 ? OptionalLong.empty() : OptionalLong.of(slow);
    }

    synchronized void add(long nanos) {
        times[(int) (seen % KEPT)] = nanos;
        seen++;
        if (seen >= LEAST && (slow < 0 || seen % REFRESH == 0)) {
            after.percentile().ifPresent(this::refresh);
        }
    }

    private void refresh(int percentile) {
        long[] sorted = Arrays.copyOf(times, (int) Math.min(seen, KEPT));
        Arrays.sort(sorted);
        slow = sorted[(sorted.length * percentile + 99) / 100 - 1];
    }
}
