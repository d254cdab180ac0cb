package dev.sluice.core.function;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: a whole number and one of the units {@code ms}, {@code s}, {@code m}, {@code h}. */
public final class DurationText {

    /** What may be written, as told to people. */
    public static final String RULE = "a whole number with a unit, as in 500ms, 30s, 2m or 1h";

    private static final Pattern PATTERN = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

    private DurationText() {}

    /** Reads {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}; empty for anything else. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    /** Writes it in the largest unit that is exact; parts of a millisecond are cut off. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
