package dev.sluice.decorators.cache.store;

import java.util.concurrent.atomic.AtomicLongArray;

/** When something changed last, at any of the places of each stripe. Thread-safe. */
public final class Changes {

    private static final int STRIPES = 4096;

    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    public Changes() {
        for (int i = 0; i < STRIPES; i++) {
            changes.setPlain(i, Long.MIN_VALUE);
        }
    }

    /** Something changed at a place: what was asked for until {@code at} is not used any more, also what is under way. */
    public void at(int place, long at) {
        changes.accumulateAndGet(stripe(place), at, Math::max);
    }

    /** What was asked for until {@code at} is not used any more, wherever it is from. */
    public void everywhere(long at) {
        for (int i = 0; i < STRIPES; i++) {
            changes.accumulateAndGet(i, at, Math::max);
        }
    }

    /** Whether nothing changed at a place since {@code asked}. */
    public boolean noneSince(int place, long asked) {
        return asked > changes.get(stripe(place));
    }

    /** Tells what changed, as {@link #at} takes it. */
    public void forEach(Telling telling) {
        for (int i = 0; i < STRIPES; i++) {
            long at = changes.get(i);
            if (at != Long.MIN_VALUE) {
                telling.tell(i, at);
            }
        }
    }

    /** Is told of a change at a place. */
    @FunctionalInterface
    public interface Telling {
        void tell(int place, long at);
    }

    /** Of a place that is one already it is the same. */
    private static int stripe(int place) {
        return (place ^ place >>> 16) & STRIPES - 1;
    }
}
