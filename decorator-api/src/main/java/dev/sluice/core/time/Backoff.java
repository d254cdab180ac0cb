package dev.sluice.core.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts: up to twice as long each time, a random part of it, so that those who failed together do not come
 * back together (full jitter).
 *
 * @param first the longest pause before the second attempt
 * @param longest the longest pause before any
 */
public record Backoff(Duration first, Duration longest) {

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "pauses grow from more than nothing to no less: " + first + ", " + longest);
        }
    }

    /** The pause before {@code attempt}, which is 2 or more; never zero. */
    public Duration before(int attempt, RandomGenerator random) {
        int doublings = Math.min(attempt - 2, 40);
        boolean longer = first.toNanos() > longest.toNanos() >> doublings;
        long most = longer ? longest.toNanos() : first.toNanos() << doublings;
        return Duration.ofNanos(random.nextLong(most) + 1);
    }
}
