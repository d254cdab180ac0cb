package dev.sluice.events.topic;

import dev.sluice.core.function.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a topic keeps records.
 *
 * @param time at least a millisecond; empty for ever
 */
public record Retention(Optional<Duration> time) {

    /** What may be written, as told to people. */
    public static final String RULE = "a whole number with a unit, as in 30m, 12h or 7d, or forever";

    /** What stands for no end. */
    private static final String FOREVER = "forever";

    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");
    private static final int HOURS_OF_DAY = 24;

    public Retention {
        if (time.isPresent() && time.get().toMillis() < 1) {
            throw new IllegalArgumentException("records are kept for a millisecond at least");
        }
    }

    /** Reads {@code 12h}, {@code 7d} or {@code forever}. */
    public static Retention parse(String text) {
        if (text.equals(FOREVER)) {
            return new Retention(Optional.empty());
        }
        Matcher days = DAYS.matcher(text.strip());
        Optional<Duration> time =
                days.matches() ? Optional.of(Duration.ofDays(Long.parseLong(days.group(1)))) : DurationText.parse(text);
        if (time.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is not a length of time");
        }
        return new Retention(time);
    }

    /** What Kafka says in {@code retention.ms}, where anything negative is for ever. */
    static Retention ofMillis(long millis) {
        return new Retention(millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.max(1, millis))));
    }

    /** The value for {@code retention.ms}. */
    long millis() {
        return time.map(Duration::toMillis).orElse(-1L);
    }

    /** As it can be read again, in the largest unit that is exact. */
    @Override
    public String toString() {
        if (time.isEmpty()) {
            return FOREVER;
        }
        long hours = time.get().toHours();
        boolean days = hours > 0 && hours % HOURS_OF_DAY == 0 && time.get().equals(Duration.ofHours(hours));
        return days ? hours / HOURS_OF_DAY + "d" : DurationText.format(time.get());
    }
}
