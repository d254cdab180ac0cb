package dev.sluice.core.function;

/** What a caller is told of a function's failure. */
public enum ErrorDetail {
    /** The classes, messages and frames of what it threw, and its last words. */
    FULL,
    /** Status, reason, the invocation's id, and where the rest can be read. */
    BRIEF
}
