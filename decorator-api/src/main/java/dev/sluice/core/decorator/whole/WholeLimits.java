package dev.sluice.core.decorator.whole;

import java.time.Duration;

/**
 * What bounds a decorator that reads whole requests.
 *
 * @param bytes of body at most, 1 to 64 MiB; a longer one is refused with 413
 * @param patience how long a body may take to arrive, more than nothing; a slower one is refused with 408
 */
public record WholeLimits(int bytes, Duration patience) {

    public static final WholeLimits DEFAULT = new WholeLimits(1024 * 1024, Duration.ofSeconds(30));

    public WholeLimits {
        if (bytes < 1 || bytes > 64 * 1024 * 1024) {
            throw new IllegalArgumentException("the limit of a body is " + bytes + " bytes: allowed is 1 to 64 MiB");
        }
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("the time for a body to arrive is " + patience);
        }
    }

    public WholeLimits withBytes(int other) {
        return new WholeLimits(other, patience);
    }
}
