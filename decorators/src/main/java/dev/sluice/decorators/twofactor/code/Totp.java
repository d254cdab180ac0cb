package dev.sluice.decorators.twofactor.code;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;

/**
 * Codes from the time (RFC 6238) of 6 digits and 30 seconds with HMAC-SHA-1: what every authenticator app does. A clock may
 * be one step off in either direction, as section 5.2 recommends, and a step counts once.
 */
public final class Totp {

    public static final int DIGITS = 6;
    public static final Duration STEP = Duration.ofSeconds(30);

    /** Before every step: nothing was accepted yet. */
    public static final long NO_STEP = -1;

    private static final int SKEW = 1;

    private Totp() {}

    /** What came of comparing. */
    public enum Match {
        ACCEPTED,
        /** It is right, but it, or a later one, was accepted before. */
        REPLAYED,
        WRONG
    }

    /** {@code step} is the one accepted, else {@link #NO_STEP}. */
    public record Comparison(Match match, long step) {}

    /** The code of the step that {@code time} is in. */
    public static String at(TotpSecret secret, Instant time) {
        return code(secret, time.getEpochSecond() / STEP.toSeconds());
    }

    /** Compares with every step that may count, always with all, so that the time taken does not tell which was near. */
    public static Comparison compare(TotpSecret secret, String code, Instant now, long lastStep) {
        long present = now.getEpochSecond() / STEP.toSeconds();
        long fresh = NO_STEP;
        boolean replayed = false;
        for (long step = present - SKEW; step <= present + SKEW; step++) {
            boolean same = Same.text(code(secret, Math.max(0, step)), code);
            if (same && step > lastStep) {
                fresh = step;
            } else {
                replayed |= same;
            }
        }
        if (fresh != NO_STEP) {
            return new Comparison(Match.ACCEPTED, fresh);
        }
        return new Comparison(replayed ? Match.REPLAYED : Match.WRONG, NO_STEP);
    }

    private static String code(TotpSecret secret, long step) {
        try {
            return new TimeBasedOneTimePasswordGenerator(STEP, DIGITS)
                    .generateOneTimePasswordString(
                            secret.key(), Instant.ofEpochSecond(step * STEP.toSeconds()), java.util.Locale.ROOT);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key of 160 bits is good for HMAC-SHA-1", e);
        }
    }
}
