package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** Somebody who waits for a slot; told exactly once. Must not block. */
public interface SlotWaiter {

    /** A call that may go to any instance. */
    long NO_KEY = 0;

    /** The key of the call, which instances of a function with affinity are chosen by; the same as long as it waits. */
    default long key() {
        return NO_KEY;
    }

    /** {@code waited} has its queue and cold time set. The slot must be released. */
    void granted(Slot slot, Timings waited);

    /**
     * {@code why} is a {@link Outcome.Rejected}, {@link Outcome.NotStarted}, {@link Outcome.PlatformFault}, or
     * {@link Outcome.NoSuchFunction} if the function was removed while the call waited.
     */
    void refused(Outcome why, Timings waited);

    /**
     * An interactive call needs the slot that was granted: what runs there is to be cancelled, its caller told {@code why}, and
     * the slot released as ever. At most once for a slot, on any thread, maybe before {@link #granted} has returned or after the
     * slot was released.
     */
    default void preempted(Outcome why) {}
}
