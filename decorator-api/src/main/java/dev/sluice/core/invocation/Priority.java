package dev.sluice.core.invocation;

/** Who is served first where calls wait for the same slots. */
public enum Priority {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** Nobody waits: it may stand behind all interactive calls. */
    BACKGROUND
}
