package dev.sluice.core.decorator;

/** What matters about a decorator to those that stand beside it. */
public enum Trait {
    /** Finds out who calls, and puts it into {@link PlatformHeaders#SUBJECT}; refuses who may not. */
    IDENTIFIES,
    /** May put who calls into {@link PlatformHeaders#SUBJECT}, as far as its settings tell. */
    MAY_IDENTIFY,
    /** Treats callers by who they are; those whom nobody found out count together. */
    NEEDS_SUBJECT,
    /** Lets nobody pass of whom it is not known who calls: without one before it that may find out, no call passes. */
    REQUIRES_SUBJECT,
    /** Takes something that comes with a call, such as a code, and lets only one call pass with it. */
    PASSES_ONCE,
    /** Keeps answers and gives them to later calls. */
    STORES_ANSWERS,
    /** Reads the whole request into memory. */
    BUFFERS_REQUEST,
    /** Reads the whole answer into memory. */
    BUFFERS_ANSWER,
    /** May call what stands behind it more than once. */
    REPEATS_CALLS,
    /** Changes the bytes of the answer so that those before it can hardly read it, such as by compression. */
    ENCODES_ANSWER,
    /** Answers what browsers ask before they call, without any credentials. */
    ANSWERS_PREFLIGHTS,
    /** Shows requests to functions that are not the one called. */
    SHOWS_REQUESTS
}
