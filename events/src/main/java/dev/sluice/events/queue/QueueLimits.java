package dev.sluice.events.queue;

import java.time.Duration;

/**
 * What may wait of one function.
 *
 * @param calls 1 or more
 * @param bytes of bodies, 1 or more
 * @param age of the oldest one, more than nothing
 */
public record QueueLimits(long calls, long bytes, Duration age) {

    public QueueLimits {
        if (calls < 1 || bytes < 1 || !age.isPositive()) {
            throw new IllegalArgumentException(
                    "a backlog has room for one call at least: " + calls + " calls, " + bytes + " bytes, " + age);
        }
    }
}
