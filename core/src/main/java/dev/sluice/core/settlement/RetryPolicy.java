package dev.sluice.core.settlement;

import dev.sluice.core.time.Backoff;
import java.time.Duration;

/**
 * How long work is tried.
 *
 * @param attempts that reach the function's code, 1 or more
 * @param age after which it is not tried again, since it was accepted
 */
public record RetryPolicy(int attempts, Duration age, Backoff backoff) {

    public RetryPolicy {
        if (attempts < 1 || age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException(
                    "work is tried once at least, and for some time: " + attempts + ", " + age);
        }
    }
}
