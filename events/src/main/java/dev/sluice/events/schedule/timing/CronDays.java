package dev.sluice.events.schedule.timing;

import java.time.YearMonth;
import java.util.List;

/**
 * The days of a cron expression.
 *
 * @param ofMonth a bit for each day of the month, 1 to 31
 * @param ofWeek a bit for each day of the week, Sunday at 0; a day counts if both have it
 * @param special days that count besides
 */
public record CronDays(long ofMonth, long ofWeek, List<SpecialDay> special) {

    public CronDays {
        special = List.copyOf(special);
    }

    /** A bit for each day of a month. */
    long in(YearMonth month) {
        long days = 0;
        int dayOfWeek = month.atDay(1).getDayOfWeek().getValue() % 7;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            if (((ofMonth >> day) & (ofWeek >> dayOfWeek) & 1) == 1) {
                days |= 1L << day;
            }
            dayOfWeek = (dayOfWeek + 1) % 7;
        }
        for (SpecialDay each : special) {
            int day = each.in(month);
            days |= day == SpecialDay.NONE ? 0 : 1L << day;
        }
        return days;
    }
}
