package dev.sluice.events.pump;

/** What becomes of records while most of them fail in the function's code. */
public enum OnOutage {
    /** Nothing begins for a while, then one at a time, and nothing counts, until most go well again. */
    PAUSE,
    /** Each counts, and dies when its attempts are used up. */
    DEAD_LETTER
}
