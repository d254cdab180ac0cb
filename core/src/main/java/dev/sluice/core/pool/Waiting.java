package dev.sluice.core.pool;

import dev.sluice.core.invocation.Priority;
import org.jspecify.annotations.Nullable;

/** One call in a function's queue, and its place there. */
public final class Waiting {

    final SlotWaiter waiter;
    final Priority priority;
    final long since;
    final long upBefore;

    @Nullable
    Waiting previous;

    @Nullable
    Waiting next;

    boolean queued = true;

    Waiting(SlotWaiter waiter, Priority priority, long since, long upBefore) {
        this.waiter = waiter;
        this.priority = priority;
        this.since = since;
        this.upBefore = upBefore;
    }
}
