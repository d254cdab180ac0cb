package dev.sluice.events.deadletter;

import java.time.Instant;
import java.util.List;

/**
 * Why work is not tried again.
 *
 * @param reason stable, lower-case with underscores: one of {@link dev.sluice.core.settlement.Settlement}'s
 * @param error how the last attempt ended, in words, as the function's owner may read it
 * @param attempts how often it was tried
 * @param chain the functions that it came through, outermost first; empty if none
 */
public record Failure(Instant at, String reason, String error, int attempts, List<String> chain) {

    public Failure {
        if (attempts < 0) {
            throw new IllegalArgumentException("work was tried " + attempts + " times");
        }
        chain = List.copyOf(chain);
    }
}
