package dev.sluice.core.pool;

/** What one entry point has to do for one function; thread-safe. The backlogs of several entry points add up. */
@FunctionalInterface
public interface Backlog {

    /** The entry point has this many calls now that it has asked no slot for; 0 when it has none, or ends. */
    void is(int calls);
}
