package dev.sluice.core.function;

/** What becomes of a background call that has the only slot of its function while an interactive call waits. */
public enum BackgroundPolicy {
    /** It runs to its end. */
    FINISH,
    /** It is cancelled, and is to be made again. */
    PREEMPT
}
