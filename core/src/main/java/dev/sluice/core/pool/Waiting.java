package dev.sluice.core.pool;

import org.jspecify.annotations.Nullable;

/** One call in a function's queue, and its place there. */
public final class Waiting {

    final SlotWaiter waiter;
    final WaitQueue queue;
    final long since;
    final long upBefore;

    @Nullable
    Waiting previous;

    @Nullable
    Waiting next;

    boolean queued = true;

    /** The instance of its key among those that {@link #firstOf} stands for; null if it was not looked for yet, or there is none. */
    @Nullable
    Instance first;

    long firstOf;

    Waiting(SlotWaiter waiter, WaitQueue queue, long since, long upBefore) {
        this.waiter = waiter;
        this.queue = queue;
        this.since = since;
        this.upBefore = upBefore;
    }
}
