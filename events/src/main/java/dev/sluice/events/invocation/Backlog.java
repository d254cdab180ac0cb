package dev.sluice.events.invocation;

import java.time.Instant;
import java.util.Optional;

/**
 * What is not over yet of one function's calls.
 *
 * @param bytes of their bodies
 * @param oldest when that one was accepted that waits for the longest time; calls that were to wait do not count. Empty if there is
 *     none
 */
public record Backlog(long calls, long bytes, Optional<Instant> oldest) {

    static final Backlog EMPTY = new Backlog(0, 0, Optional.empty());
}
