package dev.sluice.events.schedule;

/** What becomes of a run whose time has come while the one before it waits or runs. */
public enum Overlap {
    /** It is left out. */
    SKIP,
    /** It runs when the one before it has ended. */
    QUEUE,
    /** It runs at the same time. */
    ALLOW
}
