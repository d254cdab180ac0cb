package dev.sluice.events.attempt;

import java.time.Duration;

/**
 * When a call that runs for long leaves its queue, and how others know that it is in good hands.
 *
 * @param after how long an attempt runs before that
 * @param renewEvery how often the gateway that has it says that it still runs
 * @param lease how long after it said so last it is taken to have ended; more than twice {@code renewEvery}
 */
public record HoldTimes(Duration after, Duration renewEvery, Duration lease) {

    /** A minute, 30 s, and 2 minutes. */
    public static final HoldTimes USUAL =
            new HoldTimes(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(2));

    public HoldTimes {
        if (!after.isPositive() || !renewEvery.isPositive() || lease.compareTo(renewEvery.multipliedBy(2)) <= 0) {
            throw new IllegalArgumentException("a call is held after " + after + " for " + lease
                    + ", which is more than twice the " + renewEvery + " in which that is renewed");
        }
    }
}
