package dev.sluice.events.schedule.timing;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;

/** A day that depends on the month. */
public sealed interface SpecialDay {

    /** What {@link #in} answers for a month without such a day. */
    int NONE = 0;

    /** Its number in a month. */
    int in(YearMonth month);

    /** {@code L} and {@code L-3}: so many days before the last one. */
    record Last(int before) implements SpecialDay {

        @Override
        public int in(YearMonth month) {
            return Math.max(month.lengthOfMonth() - before, NONE);
        }
    }

    /** {@code 15W}: the day from Monday to Friday that is nearest, in the same month. */
    record NearWorkday(int day) implements SpecialDay {

        @Override
        public int in(YearMonth month) {
            int length = month.lengthOfMonth();
            if (day > length) {
                return NONE;
            }
            return switch (month.atDay(day).getDayOfWeek()) {
                case SATURDAY -> day == 1 ? 3 : day - 1;
                case SUNDAY -> day == length ? day - 2 : day + 1;
                case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
            };
        }
    }

    /** {@code LW}: the last day from Monday to Friday. */
    record LastWorkday() implements SpecialDay {

        @Override
        public int in(YearMonth month) {
            return new NearWorkday(month.lengthOfMonth()).in(month);
        }
    }

    /** {@code FRIL}: the last one of a day of the week. */
    record LastOfWeek(DayOfWeek day) implements SpecialDay {

        @Override
        public int in(YearMonth month) {
            return month.atDay(1).with(TemporalAdjusters.lastInMonth(day)).getDayOfMonth();
        }
    }

    /** {@code FRI#2}: the second one of a day of the week. */
    record NthOfWeek(DayOfWeek day, int nth) implements SpecialDay {

        @Override
        public int in(YearMonth month) {
            LocalDate date = month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(nth, day));
            return YearMonth.from(date).equals(month) ? date.getDayOfMonth() : NONE;
        }
    }
}
