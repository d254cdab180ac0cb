package dev.sluice.decorators.circuitbreaker;

import java.util.Arrays;

/** How many calls there were of late, and how many of them failed: ten slots that slide with time. Not thread-safe. */
final class RecentCalls {

    private static final int SLOTS = 10;

    private final long slotNanos;
    private final int[] calls = new int[SLOTS];
    private final int[] failed = new int[SLOTS];
    private long newest;

    RecentCalls(long windowNanos, long now) {
        this.slotNanos = Math.max(1, windowNanos / SLOTS);
        this.newest = Math.floorDiv(now, slotNanos);
    }

    void add(boolean failure, long now) {
        slide(now);
        int slot = Math.floorMod(newest, SLOTS);
        calls[slot]++;
        failed[slot] += failure ? 1 : 0;
    }

    private void slide(long now) {
        long slot = Math.floorDiv(now, slotNanos);
        long steps = Math.min(SLOTS, slot - newest);
        for (long i = 1; i <= steps; i++) {
            int old = Math.floorMod(slot - steps + i, SLOTS);
            calls[old] = 0;
            failed[old] = 0;
        }
        newest = Math.max(newest, slot);
    }

    int calls() {
        return Arrays.stream(calls).sum();
    }

    double failureRatio() {
        return calls() == 0 ? 0 : (double) Arrays.stream(failed).sum() / calls();
    }
}
