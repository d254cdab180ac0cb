package dev.sluice.decorators.twofactor.account;

import java.time.Duration;

/**
 * What holds guesses back.
 *
 * @param failures wrong answers since the last right one
 * @param lockedUntil milliseconds of the epoch; 0 when it never was
 * @param challenges state of {@link #CHALLENGES}
 * @param messages state of {@link #MESSAGES}
 */
public record Guard(int failures, long lockedUntil, long challenges, long messages) {

    public static final Guard NEW = new Guard(0, 0, 0, 0);

    /** Challenges for a user. */
    public static final Rate CHALLENGES = new Rate(20, Duration.ofSeconds(10));

    /** Challenges of functions that send codes. */
    public static final Rate MESSAGES = new Rate(5, Duration.ofMinutes(5));

    /** So many wrong answers are free; each one more locks for twice as long. */
    public static final int FREE_FAILURES = 4;

    public static final Duration FIRST_LOCK = Duration.ofSeconds(30);
    public static final Duration LONGEST_LOCK = Duration.ofHours(1);

    /** After so many in a row only a reset helps (NIST SP 800-63B, 5.2.2). */
    public static final int MOST_FAILURES = 100;

    /**
     * Whether no answer counts. A lock that ends too far ahead does not hold, as the clock has been put back since it was
     * made; what was counted stays, and the next wrong answer makes another.
     */
    public boolean locked(long now) {
        long most = LONGEST_LOCK.plus(Rate.CLOCKS_DIFFER).toMillis();
        return now < lockedUntil && lockedUntil - now <= most || failures >= MOST_FAILURES;
    }

    Guard missed(long now) {
        int count = failures + 1;
        return new Guard(count, count > FREE_FAILURES ? now + lock(count) : lockedUntil, challenges, messages);
    }

    Guard passed() {
        return new Guard(0, 0, challenges, messages);
    }

    Guard asked(long challengesFull, long messagesFull) {
        return new Guard(failures, lockedUntil, challengesFull, messagesFull);
    }

    private static long lock(int failures) {
        int doublings = Math.min(failures - FREE_FAILURES - 1, 20);
        return Math.min(FIRST_LOCK.toMillis() << doublings, LONGEST_LOCK.toMillis());
    }
}
