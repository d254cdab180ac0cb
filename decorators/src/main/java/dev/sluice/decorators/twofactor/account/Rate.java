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

    /** Clocks of gateways differ by less; a time that is further ahead was made before a clock was put back. */
    static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    /**
     * Whether it may happen at {@code now}; times in milliseconds, {@code full} is 0 at first. One that lies too far ahead,
     * because the clock has been put back since, counts as 0.
     */
    public Answer ask(long full, long now) {
        long most = burst * interval.toMillis();
        boolean possible = full - now <= most + CLOCKS_DIFFER.toMillis();
        long next = (possible ? Math.max(full, now) : now) + interval.toMillis();
        long over = next - now - most;
        return over <= 0 ? new Answer(next, Duration.ZERO) : new Answer(full, Duration.ofMillis(over));
    }
}
