package dev.sluice.events.schedule.timing;

import dev.sluice.core.function.TreeValues;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads cron expressions of the dialect that {@link Cron} describes. Of one use. */
final class CronReader {

    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern DAYS_BEFORE_LAST = Pattern.compile("L-(\\d{1,2})");
    private static final Pattern NEAR_WORKDAY = Pattern.compile("(\\d{1,2})W");
    private static final Pattern LAST_OF_WEEK = Pattern.compile("([A-Z]{3}|\\d)L");
    private static final Pattern NTH_OF_WEEK = Pattern.compile("([A-Z]{3}|\\d)#(\\d)");

    private final List<SpecialDay> special = new ArrayList<>();
    private final String[] fields;

    private CronReader(String[] fields) {
        this.fields = fields;
    }

    static Cron read(String text) {
        String written = text.strip();
        String expression = NICKNAMES.getOrDefault(written.toLowerCase(Locale.ROOT), written);
        if (expression.startsWith("@")) {
            throw new IllegalArgumentException("'" + TreeValues.shown(expression)
                    + "' is not known: there are @yearly, @monthly, @weekly, @daily and @hourly");
        }
        String[] fields = expression.isEmpty() ? new String[0] : BLANKS.split(expression);
        if (fields.length == 7) {
            throw new IllegalArgumentException("'" + TreeValues.shown(expression)
                    + "' has 7 fields, and years are not known here: a schedule ends when its trigger is deleted");
        }
        if (fields.length != 5 && fields.length != 6) {
            throw new IllegalArgumentException("'" + TreeValues.shown(expression) + "' has " + fields.length
                    + (fields.length == 1 ? " field" : " fields") + " instead of 5 or 6");
        }
        return new CronReader(fields).read(String.join(" ", fields), fields.length - 5);
    }

    private Cron read(String text, int minute) {
        long seconds = minute == 0 ? 1 : bits(CronField.SECOND, 0);
        long minutes = bits(CronField.MINUTE, minute);
        long hours = bits(CronField.HOUR, minute + 1);
        long ofMonth = bits(CronField.DAY_OF_MONTH, minute + 2);
        long months = bits(CronField.MONTH, minute + 3);
        long ofWeek = bits(CronField.DAY_OF_WEEK, minute + 4);
        if (ofMonth != CronField.DAY_OF_MONTH.all() && ofWeek != CronField.DAY_OF_WEEK.all()) {
            throw new IllegalArgumentException(
                    "fields " + (minute + 3) + " and " + (minute + 5) + " both choose days, '"
                            + fields[minute + 2] + "' of the month and '" + fields[minute + 4]
                            + "' of the week, and one must be '*': some crons run when both fit, others when either does. "
                            + "Write two triggers for either");
        }
        return new Cron(text, seconds, minutes, hours, months, new CronDays(ofMonth, ofWeek, special));
    }

    private long bits(CronField field, int index) {
        long bits = 0;
        for (String part : fields[index].toUpperCase(Locale.ROOT).split(",", -1)) {
            Optional<SpecialDay> day = specialDay(field, index, part);
            if (day.isPresent()) {
                special.add(day.get());
            } else {
                bits |= range(field, index, part);
            }
        }
        return field == CronField.DAY_OF_WEEK ? (bits | (bits >> 7)) & field.all() : bits;
    }

    private Optional<SpecialDay> specialDay(CronField field, int index, String part) {
        return switch (field) {
            case DAY_OF_MONTH -> dayOfMonth(index, part);
            case DAY_OF_WEEK -> dayOfWeek(index, part);
            case SECOND, MINUTE, HOUR, MONTH -> Optional.empty();
        };
    }

    private Optional<SpecialDay> dayOfMonth(int index, String part) {
        if (part.equals("L")) {
            return Optional.of(new SpecialDay.Last(0));
        }
        if (part.equals("LW")) {
            return Optional.of(new SpecialDay.LastWorkday());
        }
        Matcher before = DAYS_BEFORE_LAST.matcher(part);
        if (before.matches()) {
            int days = Integer.parseInt(before.group(1));
            if (days < 1 || days > 30) {
                throw wrong(CronField.DAY_OF_MONTH, index, part, "L-1 to L-30 are allowed");
            }
            return Optional.of(new SpecialDay.Last(days));
        }
        Matcher near = NEAR_WORKDAY.matcher(part);
        return near.matches()
                ? Optional.of(new SpecialDay.NearWorkday(value(CronField.DAY_OF_MONTH, index, near.group(1))))
                : Optional.empty();
    }

    private Optional<SpecialDay> dayOfWeek(int index, String part) {
        if (part.equals("L")) {
            throw wrong(
                    CronField.DAY_OF_WEEK,
                    index,
                    part,
                    "write a day before it, as in FRIL for the last Friday of a month");
        }
        Matcher last = LAST_OF_WEEK.matcher(part);
        if (last.matches()) {
            return Optional.of(new SpecialDay.LastOfWeek(weekday(index, last.group(1))));
        }
        Matcher nth = NTH_OF_WEEK.matcher(part);
        if (!nth.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(nth.group(2));
        if (number < 1 || number > 5) {
            throw wrong(CronField.DAY_OF_WEEK, index, part, "#1 to #5 are allowed");
        }
        return Optional.of(new SpecialDay.NthOfWeek(weekday(index, nth.group(1)), number));
    }

    private DayOfWeek weekday(int index, String text) {
        int day = value(CronField.DAY_OF_WEEK, index, text);
        return DayOfWeek.of(day == 0 ? 7 : day);
    }

    /** Reads {@code *}, {@code 5}, {@code 1-5}, and the last two and {@code *} with a step. */
    private long range(CronField field, int index, String part) {
        String[] span = part.split("/", -1);
        if (span.length > 2) {
            throw wrong(field, index, part, "one '/' with a step is allowed");
        }
        int first = field.least();
        int last = field == CronField.DAY_OF_WEEK ? 6 : field.most();
        if (!span[0].equals("*")) {
            String[] ends = span[0].split("-", -1);
            first = value(field, index, ends[0]);
            if (ends.length > 2) {
                throw wrong(field, index, part, "one '-' between two values is allowed");
            }
            if (ends.length == 1 && span.length == 2) {
                throw wrong(
                        field,
                        index,
                        part,
                        "crons disagree on it: write " + ends[0] + "-" + last + "/" + span[1] + " for from " + ends[0]
                                + " on");
            }
            last = ends.length == 1 ? first : last(field, index, part, ends[1], first);
        }
        return stepped(
                first, last, span.length == 1 ? 1 : step(field, index, part, span[1], Math.max(1, last - first)));
    }

    private int last(CronField field, int index, String part, String text, int first) {
        int value = value(field, index, text);
        // A week that begins with another day may end with Sunday.
        int last = field == CronField.DAY_OF_WEEK && value == 0 && first > 0 ? 7 : value;
        if (last < first) {
            throw wrong(field, index, part, "it ends before it begins: write it as two, with a comma between them");
        }
        return last;
    }

    private int step(CronField field, int index, String part, String text, int span) {
        int step = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (step < 1 || step > span) {
            throw wrong(field, index, part, "a step here is a whole number from 1 to " + span);
        }
        return step;
    }

    private static long stepped(int first, int last, int step) {
        long bits = 0;
        for (int value = first; value <= last; value += step) {
            bits |= 1L << value;
        }
        return bits;
    }

    private int value(CronField field, int index, String text) {
        OptionalInt value = field.value(text);
        if (value.isPresent()) {
            return value.getAsInt();
        }
        String other = text.contains("?") ? "; '?' is of another dialect, write '*'" : "";
        throw wrong(field, index, text, field.rule() + " are allowed" + other);
    }

    private IllegalArgumentException wrong(CronField field, int index, String part, String rule) {
        return new IllegalArgumentException(
                "'" + TreeValues.shown(part) + "' cannot be the " + field.words() + ", which is field " + (index + 1)
                        + " of '" + TreeValues.shown(String.join(" ", fields)) + "': " + rule);
    }
}
