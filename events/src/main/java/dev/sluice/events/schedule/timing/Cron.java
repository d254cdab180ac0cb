package dev.sluice.events.schedule.timing;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A cron expression: which local times fit. The dialect is that of crontab(5) with a field for seconds in front that may be left out: 5
 * or 6 fields, {@code *}, lists, ranges, steps of ranges and of {@code *}, names of months and days in any case, 0 and 7 for Sunday, and
 * {@code @daily} and the like; from Quartz the days {@code L}, {@code L-3}, {@code LW}, {@code 15W}, {@code FRIL} and {@code FRI#2}. What
 * dialects understand differently is refused: days of month and of week at once, {@code 5/15}, {@code ?}, ranges that end before
 * they begin, steps that are longer than what they step through.
 *
 * @param text as it was written, with one blank between two fields
 * @param seconds a bit for each second, as the next ones of minutes, hours and months
 */
public record Cron(String text, long seconds, long minutes, long hours, long months, CronDays days) {

    /** What may be written, as told to people. */
    public static final String RULE =
            "minute, hour, day of the month, month and day of the week, as in '30 6 * * MON-FRI'; seconds may stand in front";

    /** After so many months the calendar of Gregory XIII repeats itself. */
    private static final int ALL_MONTHS = 400 * 12;

    private static final int NONE = 64;

    public Cron {
        if (day(LocalDate.of(2000, 1, 1), months, days).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' never comes: no such month has such a day");
        }
    }

    /** Reads an expression; an {@link IllegalArgumentException} names the field and the place. */
    public static Cron parse(String text) {
        return CronReader.read(text);
    }

    /** Whether all 24 hours fit. */
    boolean isEveryHour() {
        return hours == CronField.HOUR.all();
    }

    /** The first local time that fits, not before {@code from}, which is a whole second. */
    LocalDateTime from(LocalDateTime from) {
        LocalDate today = from.toLocalDate();
        if (day(today, months, days).filter(today::equals).isPresent()) {
            Optional<LocalTime> time = time(from.toLocalTime());
            if (time.isPresent()) {
                return today.atTime(time.get());
            }
        }
        return day(today.plusDays(1), months, days)
                .orElseThrow()
                .atTime(LocalTime.of(first(hours, 0), first(minutes, 0), first(seconds, 0)));
    }

    /** The first day that fits, not before {@code from}. */
    private static Optional<LocalDate> day(LocalDate from, long months, CronDays days) {
        YearMonth month = YearMonth.from(from);
        int earliest = from.getDayOfMonth();
        for (int i = 0; i <= ALL_MONTHS; i++) {
            if (((months >> month.getMonthValue()) & 1) == 1) {
                int day = first(days.in(month), earliest);
                if (day != NONE) {
                    return Optional.of(month.atDay(day));
                }
            }
            month = month.plus(1, ChronoUnit.MONTHS);
            earliest = 1;
        }
        return Optional.empty();
    }

    private Optional<LocalTime> time(LocalTime from) {
        int second = first(seconds, from.getSecond());
        int minute = first(minutes, from.getMinute() + (second == NONE ? 1 : 0));
        int hour = first(hours, from.getHour() + (minute == NONE ? 1 : 0));
        if (hour == NONE) {
            return Optional.empty();
        }
        if (hour > from.getHour()) {
            return Optional.of(LocalTime.of(hour, first(minutes, 0), first(seconds, 0)));
        }
        return Optional.of(LocalTime.of(hour, minute, minute > from.getMinute() ? first(seconds, 0) : second));
    }

    /** The place of the first bit, not before {@code from}; {@link #NONE} if there is none. */
    private static int first(long bits, int from) {
        return Long.numberOfTrailingZeros(bits & (-1L << from));
    }

    @Override
    public String toString() {
        return text;
    }
}
