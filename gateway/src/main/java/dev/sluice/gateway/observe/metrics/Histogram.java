package dev.sluice.gateway.observe.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long things took, in fixed buckets from 0.5 ms to 60 s. Thread-safe, without locks. */
final class Histogram {

    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final long[] NANOS = new long[BOUNDS.length];

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            NANOS[i] = Math.round(BOUNDS[i] * TimeUnit.SECONDS.toNanos(1));
        }
    }

    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder sum = new LongAdder();

    void observe(long nanos) {
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        buckets.getAndIncrement(bucket);
        sum.add(nanos);
    }

    /** The upper bounds of the buckets in seconds, without the last, which has none. */
    static int bounds() {
        return BOUNDS.length;
    }

    static double bound(int bucket) {
        return BOUNDS[bucket];
    }

    /** How many fell into one bucket alone. */
    long count(int bucket) {
        return buckets.get(bucket);
    }

    double sumSeconds() {
        return sum.sum() / 1e9;
    }
}
