package dev.sluice.core.pool;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** Somebody who waits for a slot; told exactly once. Must not block. */
public interface SlotWaiter {

    /** {@code waited} has its queue and cold time set. The slot must be released. */
    void granted(Slot slot, Timings waited);

    /**
     * {@code why} is a {@link Outcome.Rejected}, {@link Outcome.NotStarted}, {@link Outcome.PlatformFault}, or
     * {@link Outcome.NoSuchFunction} if the function was removed while the call waited.
     */
    void refused(Outcome why, Timings waited);
}
