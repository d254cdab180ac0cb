package dev.sluice.events.schedule.timing;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in a zone. Where clocks are changed, times of day follow one rule and schedules of every hour another:
 *
 * <ul>
 *   <li>An expression whose hours are not all 24 means times of day, and each of them runs once. Those that are lost because clocks are
 *       put forward over them run together, once, at the instant of the change; those that come twice run at the first.
 *   <li>An expression of all 24 hours means what clocks show: lost times are not there, and those that come twice run twice.
 * </ul>
 *
 * <p>The rule is that of Vixie's cron for changes of up to three hours, without its limit, so that it holds for days that are left out.
 */
public record ZonedCron(Cron cron, ZoneId zone) implements Timing {

    /** Nothing is due later. */
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    @Override
    public Optional<Instant> next(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        ZoneOffsetTransition begin = rules.previousTransition(from.plusNanos(1));
        while (from.isBefore(END)) {
            ZoneOffsetTransition end = rules.nextTransition(from);
            Instant due = between(begin, from, rules.getOffset(from));
            if (end == null || due.isBefore(end.getInstant())) {
                return Optional.of(due).filter(END::isAfter);
            }
            from = end.getInstant();
            begin = end;
        }
        return Optional.empty();
    }

    /** When it is due, not before {@code from}, if the offset since the last change were never changed again. */
    private Instant between(@Nullable ZoneOffsetTransition begin, Instant from, ZoneOffset offset) {
        LocalDateTime shown = LocalDateTime.ofInstant(from, offset);
        if (begin == null || cron.isEveryHour()) {
            return cron.from(shown).toInstant(offset);
        }
        LocalDateTime before = begin.getDateTimeBefore();
        boolean changes = begin.isGap() && begin.getInstant().equals(from);
        if (changes && cron.from(before).isBefore(begin.getDateTimeAfter())) {
            return from;
        }
        // What clocks showed before they were put back has been.
        return cron.from(before.isAfter(shown) ? before : shown).toInstant(offset);
    }

    @Override
    public String text() {
        return "cron " + cron + " in " + zone;
    }
}
