package dev.sluice.events.topic;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Where reading a topic begins. */
public sealed interface ReadFrom {

    /** What may be written, as told to people. */
    String RULE = "begin, end, an offset, -N for the last N records, or a time as in 2026-11-28T09:30:00Z";

    /** The most that {@link Last} may be. */
    int MOST_BACK = 10_000;

    /** The first record that is kept. */
    record Begin() implements ReadFrom {}

    /** Behind the last one: only what comes. */
    record End() implements ReadFrom {}

    /** The last ones of all partitions together, by their times. */
    record Last(int records) implements ReadFrom {
        public Last {
            if (records < 1 || records > MOST_BACK) {
                throw new IllegalArgumentException("the last 1 to " + MOST_BACK + " records, not " + records);
            }
        }
    }

    /** The record of this offset, in each partition that is read. */
    record Offset(long offset) implements ReadFrom {}

    /** The first record that is not older. */
    record Since(Instant time) implements ReadFrom {}

    /** Reads what {@link #RULE} says; empty for anything else. */
    static Optional<ReadFrom> parse(String text) {
        return switch (text) {
            case "begin" -> Optional.of(new Begin());
            case "end" -> Optional.of(new End());
            default -> number(text).or(() -> time(text));
        };
    }

    private static Optional<ReadFrom> time(String text) {
        try {
            return Optional.of(new Since(Instant.parse(text)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<ReadFrom> number(String text) {
        if (!text.matches("-?\\d{1,18}")) {
            return Optional.empty();
        }
        long number = Long.parseLong(text);
        if (!text.startsWith("-")) {
            return Optional.of(new Offset(number));
        }
        return number > -1 || number < -MOST_BACK ? Optional.empty() : Optional.of(new Last((int) -number));
    }
}
