package dev.sluice.core.event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/** The times of events. */
public final class EventTime {

    private EventTime() {}

    /**
     * The point in time that a checked {@code time} says. Digits beyond nanoseconds are cut off, and a leap second is the one
     * before it, because Java has no name for either.
     */
    public static Instant parse(String time) {
        String upper = time.toUpperCase(Locale.ROOT).replaceFirst("(\\.\\d{9})\\d+", "$1");
        return OffsetDateTime.parse(upper.replaceFirst(":60(\\.\\d+)?(Z|[+-])", ":59$1$2"))
                .toInstant();
    }
}
