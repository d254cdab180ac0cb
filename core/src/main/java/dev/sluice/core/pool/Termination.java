package dev.sluice.core.pool;

/** How an instance goes; a later one wins over an earlier one. */
enum Termination {
    /** It is asked to end, and its stop hooks run. */
    GENTLE,
    /** It is killed. */
    KILLED,
    /** It has ended or is ending by itself: it gets a moment to do so, so that its exit code tells why. */
    CRASHED
}
