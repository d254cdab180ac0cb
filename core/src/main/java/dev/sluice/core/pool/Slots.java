package dev.sluice.core.pool;

import dev.sluice.core.invocation.Terms;

/** The slots of one function, on whichever of its instances has room. Thread-safe; nothing in it blocks. */
@FunctionalInterface
public interface Slots {

    /**
     * Asks for a slot. Interactive calls that wait are served before all background ones, which leave a slot free for the next.
     * The waiter is told exactly once, maybe before this returns, on whatever thread made the decision; it is refused once the
     * function has been removed.
     *
     * @return to give up waiting
     */
    SlotTicket acquire(Terms terms, SlotWaiter waiter);
}
