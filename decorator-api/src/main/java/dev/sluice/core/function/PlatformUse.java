package dev.sluice.core.function;

/** What of the platform the token of an instance opens beside calls, if the spec of its function says so. */
public enum PlatformUse {
    /** All that is owned in its namespace: locks, elections, semaphores, barriers and keys. */
    OWNERSHIP,
    /** The members of joined items of pipelines in its namespace, where an item says {@code membersAt}; only to read. */
    MEMBERS
}
