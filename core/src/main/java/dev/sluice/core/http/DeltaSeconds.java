package dev.sluice.core.http;

import java.time.Duration;
import java.util.Optional;

/** Times in whole seconds in header fields (RFC 9111, 1.2.2). */
public final class DeltaSeconds {

    /** What a number counts as that is larger. */
    public static final Duration MOST = Duration.ofSeconds(1L << 31);

    private static final int DIGITS_OF_MOST = 10;

    private DeltaSeconds() {}

    /** At most {@link #MOST}, however many digits there are; empty for what is no such number. */
    public static Optional<Duration> parse(String text) {
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return Optional.empty();
            }
            start += start == i && digit == '0' ? 1 : 0;
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String digits = text.substring(start);
        boolean large = digits.length() > DIGITS_OF_MOST;
        long seconds = digits.isEmpty() ? 0 : large ? Long.MAX_VALUE : Long.parseLong(digits);
        return Optional.of(seconds > MOST.toSeconds() ? MOST : Duration.ofSeconds(seconds));
    }
}
