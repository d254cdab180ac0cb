package dev.sluice.events.pump;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a group begins that has never committed anything. What it finds later, a new partition or a new topic, it reads from the start.
 *
 * @param time with {@link Where#TIME} alone: the first record that is not older
 */
public record StartPosition(Where where, Optional<Instant> time) {

    public static final StartPosition EARLIEST = new StartPosition(Where.EARLIEST, Optional.empty());
    public static final StartPosition LATEST = new StartPosition(Where.LATEST, Optional.empty());

    /** What a position is told by. */
    public enum Where {
        /** The oldest record that is there. */
        EARLIEST,
        /** What comes from now on. */
        LATEST,
        TIME
    }

    public StartPosition {
        if (time.isPresent() != (where == Where.TIME)) {
            throw new IllegalArgumentException("a time goes with TIME alone: " + where + ", " + time);
        }
    }

    /** As specs have it: {@code earliest}, {@code latest}, or a time as in {@code 2026-11-28T09:00:00Z}. */
    public static StartPosition parse(String text) {
        return switch (text) {
            case "earliest" -> EARLIEST;
            case "latest" -> LATEST;
            default -> at(text);
        };
    }

    public static StartPosition at(Instant time) {
        return new StartPosition(Where.TIME, Optional.of(time));
    }

    private static StartPosition at(String text) {
        try {
            return at(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither earliest, nor latest, nor a time as in 2026-11-28T09:00:00Z", e);
        }
    }
}
