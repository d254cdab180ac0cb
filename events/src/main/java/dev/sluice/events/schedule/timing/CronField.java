package dev.sluice.events.schedule.timing;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A field of a cron expression, with the numbers and names that may stand there. */
enum CronField {
    SECOND("second", 0, 59, ""),
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY_OF_MONTH("day of the month", 1, 31, ""),
    MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /** Sunday is 0, and 7 too. */
    DAY_OF_WEEK("day of the week", 0, 7, "SUN MON TUE WED THU FRI SAT");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private final String words;
    private final int least;
    private final int most;
    private final List<String> names;

    CronField(String words, int least, int most, String names) {
        this.words = words;
        this.least = least;
        this.most = most;
        this.names = names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    String words() {
        return words;
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    /** What a number or a name, in capitals, stands for; empty if it is neither or out of bounds. */
    OptionalInt value(String text) {
        int name = names.indexOf(text);
        if (name >= 0) {
            return OptionalInt.of(name + (this == MONTH ? 1 : 0));
        }
        if (!NUMBER.matcher(text).matches()) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text);
        return number >= least && number <= most ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** What may stand there, for people. */
    String rule() {
        String numbers = least + " to " + most;
        return names.isEmpty() ? numbers : numbers + ", or " + names.getFirst() + " to " + names.getLast();
    }

    /** As many bits as there are values, each at its place; of days of the week, Sunday only at 0. */
    long all() {
        int last = this == DAY_OF_WEEK ? 6 : most;
        return (-1L >>> (63 - last)) & (-1L << least);
    }
}
