package dev.sluice.core.pool;

/** A place in the queue for a slot. */
@FunctionalInterface
public interface SlotTicket {

    /** Leaves the queue. If the slot was granted already this does nothing: the holder releases it. */
    void abandon();
}
