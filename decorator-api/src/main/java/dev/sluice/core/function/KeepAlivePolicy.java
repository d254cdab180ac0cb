package dev.sluice.core.function;

/** Whether a function's instance is kept without calls for a time that was declared, or for one that its calls teach. */
public enum KeepAlivePolicy {
    /** For {@code keepAlive}. */
    FIXED,
    /** As long as the gaps between the function's calls so far make it worth its memory; {@code keepAlive} until there are enough. */
    ADAPTIVE
}
