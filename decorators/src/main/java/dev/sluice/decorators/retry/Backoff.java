package dev.sluice.decorators.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt: up to twice as long each time, a random part of it so that callers who failed
 * together do not come back together, and never before the time that the answer asked for.
 *
 * @param first the longest wait before the second attempt
 * @param longest the longest wait before any
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /**
     * Empty if more is asked for than the longest wait.
     *
     * @param attempt 2 or more
     * @param asked what the answer asked for; zero if nothing
     */
    Optional<Duration> before(int attempt, Duration asked) {
        if (asked.compareTo(longest) > 0) {
            return Optional.empty();
        }
        long most = Math.min(longest.toNanos(), first.toNanos() << Math.min(attempt - 2, 20));
        return Optional.of(Duration.ofNanos(asked.toNanos() + random.nextLong(1, most + 1)));
    }
}
