package dev.sluice.core.pool;

import org.jspecify.annotations.Nullable;

/** One call in a function's queue, and its place there. */
public final class Waiting {

    final SlotWaiter waiter;
    final long since;
    final long upBefore;

    @Nullable
    Waiting previous;

    @Nullable
    Waiting next;

    boolean queued = true;

    Waiting(SlotWaiter waiter, long since, long upBefore) {
        this.waiter = waiter;
        this.since = since;
        this.upBefore = upBefore;
    }
}
