package dev.sluice.events.webhook;

import dev.sluice.core.function.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** The time that a signature covers, so that what was caught cannot be sent again later. */
final class SignedTime {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");

    private SignedTime() {}

    /** Whether {@code text} is seconds since 1970, as all senders write it. */
    static boolean isTime(String text) {
        return SECONDS.matcher(text).matches();
    }

    /** The refusal of a time that differs from {@code now} by more than {@code tolerance}; empty if it does not. */
    static Optional<Verdict> refusal(String header, String seconds, Duration tolerance, Instant now) {
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
        if (age.abs().compareTo(tolerance) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Refused(
                Verdict.Fault.STALE,
                "The time in the header " + header + " is " + age.abs().toSeconds() + " s "
                        + (age.isNegative() ? "ahead of" : "behind") + " the clock here, and at most "
                        + DurationText.format(tolerance)
                        + " are allowed. It may have been sent before, or one of the clocks is wrong."));
    }
}
