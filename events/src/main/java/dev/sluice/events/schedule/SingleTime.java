package dev.sluice.events.schedule;

import dev.sluice.core.function.TreeValues;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * A time as it was written.
 *
 * @param offset from UTC; empty if clocks of a zone show it
 */
public record SingleTime(LocalDateTime shown, Optional<ZoneOffset> offset) {

    /** What may be written, as told to people. */
    public static final String RULE = "a time, as in 2026-12-24T18:00:00Z or, with a zone, 2026-12-24T18:00";

    /** Parts of a second are cut off. */
    public SingleTime {
        shown = shown.truncatedTo(ChronoUnit.SECONDS);
    }

    public static SingleTime parse(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return new SingleTime(time.toLocalDateTime(), Optional.of(time.getOffset()));
        } catch (DateTimeException _) {
            return local(text);
        }
    }

    private static SingleTime local(String text) {
        try {
            return new SingleTime(LocalDateTime.parse(text), Optional.empty());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not a time", e);
        }
    }

    /** When that is: of a time that clocks skip, when they do; of one that they show twice, the first. */
    Instant in(ZoneId zone) {
        if (offset.isPresent()) {
            return shown.toInstant(offset.get());
        }
        ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        return change != null && change.isGap()
                ? change.getInstant()
                : shown.atZone(zone).toInstant();
    }
}
