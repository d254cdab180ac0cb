package dev.sluice.core.decorator;

/** What matters about a decorator to those that stand beside it. */
public enum Trait {
    /** Finds out who calls, and puts it into {@link PlatformHeaders#SUBJECT}; refuses who may not. */
    IDENTIFIES,
    /** Depends on who calls. */
    NEEDS_SUBJECT,
    /** Keeps answers and gives them to later calls. */
    STORES_ANSWERS,
    /** Reads the whole request into memory. */
    BUFFERS_REQUEST,
    /** Reads the whole answer into memory. */
    BUFFERS_ANSWER,
    /** May call what stands behind it more than once. */
    REPEATS_CALLS,
    /** Changes the bytes of the answer so that those before it can hardly read it, such as by compression. */
    ENCODES_ANSWER
}
