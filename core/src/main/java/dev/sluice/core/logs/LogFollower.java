package dev.sluice.core.logs;

import dev.sluice.core.runner.LogLine;

/**
 * Somebody who follows a function's log. Called by one thread that is its own, one call at a time: it may block, but if
 * it falls {@link #MAX_BEHIND} lines behind, further lines are left out until it has caught up. If it throws, it is not
 * called any more.
 */
public interface LogFollower {

    /** How many lines may wait for a follower. */
    int MAX_BEHIND = 1_000;

    void line(LogLine line);

    /** Here {@code count} lines were left out, because the follower was too slow. */
    void missed(long count);

    /** The last call: the function was removed, or the platform shuts down. Not after {@link LogFollow#close}. */
    void ended();
}
