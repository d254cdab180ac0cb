package dev.sluice.decorators.twofactor.account;

import java.time.Duration;

/**
 * How often something may happen: {@code burst} times at once, then once in each {@code interval}. The generic cell rate
 * algorithm (ITU-T I.371), whose whole state is one time: when the bucket will be full again.
 */
public record Rate(int burst, Duration interval) {

    /** What came of asking; {@code delay} is zero when it may happen, and {@code full} is then the new state. */
    public record Answer(long full, Duration delay) {
        public boolean allowed() {
            return delay.isZero();
        }
    }

    /** Whether it may happen at {@code now}; times in milliseconds, {@code full} is 0 at first. */
    public Answer ask(long full, long now) {
        long next = Math.max(full, now) + interval.toMillis();
        long over = next - now - burst * interval.toMillis();
        return over <= 0 ? new Answer(next, Duration.ZERO) : new Answer(full, Duration.ofMillis(over));
    }
}
