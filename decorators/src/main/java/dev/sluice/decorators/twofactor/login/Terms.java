package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.twofactor.code.Codes;
import java.time.Duration;

/**
 * How a function asks for the second factor.
 *
 * @param function the one that is guarded
 * @param delivery how codes are sent
 * @param expires how long a challenge is open, 30 seconds to one hour
 */
public record Terms(FunctionName function, Delivery delivery, Duration expires) {

    public static final Duration SHORTEST = Duration.ofSeconds(30);
    public static final Duration LONGEST = Duration.ofHours(1);

    /** How codes are sent. */
    public sealed interface Delivery {

        /** They are not: only an authenticator app and recovery codes count. */
        record None() implements Delivery {}

        /** {@code notifier} is called with each; {@code digits} from 6 to 8. */
        record By(FunctionName notifier, int digits, Maker maker) implements Delivery {
            public By {
                if (digits < Codes.FEWEST_DIGITS || digits > Codes.MOST_DIGITS) {
                    throw new IllegalArgumentException("a code has 6 to 8 digits, not " + digits);
                }
            }
        }
    }

    /** Who makes a code. */
    public enum Maker {
        PLATFORM,
        /** The notifier function, which then registers it. */
        NOTIFIER
    }

    public Terms {
        if (expires.compareTo(SHORTEST) < 0 || expires.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a challenge is open for 30s to 1h, not " + expires);
        }
    }
}
