package dev.sluice.decorators.cache.shard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's monotonic clock, no moment of which is told twice here. All processes of a machine share it (Linux has {@code
 * CLOCK_MONOTONIC} behind {@code System.nanoTime}), so that it tells whether an answer was asked for before or after a change that
 * another gateway made. Thread-safe.
 */
final class Moments {

    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    long next() {
        long now = System.nanoTime();
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
