package dev.sluice.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Quantities in the unit that a person would choose. */
public final class Units {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Units() {}

    /** {@code 1 crash}, {@code 2 crashes}: a number with its word in the right form. */
    public static String counted(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    public static String millis(double millis) {
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 1_000 ? Math.round(millis) + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }

    public static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1_024 && unit < BYTES.length - 1) {
            amount /= 1_024;
            unit++;
        }
        boolean whole = unit == 0 || amount >= 99.95;
        return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", amount, BYTES[unit]);
    }

    /** How many of something there are in a second, in a minute where that is less than 0.1, or in an hour. */
    public static String rate(double perSecond) {
        if (perSecond >= 0.1 || perSecond <= 0) {
            return String.format(Locale.ROOT, "%.1f/s", perSecond);
        }
        return perSecond * 60 >= 0.1
                ? String.format(Locale.ROOT, "%.1f/min", perSecond * 60)
                : String.format(Locale.ROOT, "%.1f/h", perSecond * 3_600);
    }

    /** How long, in its largest unit: {@code 45 s}, {@code 3 min}, {@code 5 h}, {@code 12 d}. */
    public static String span(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** How long before {@code now} that was; the text itself if it is no time. */
    public static String age(String time, Instant now) {
        try {
            return span(Duration.between(Instant.parse(time), now));
        } catch (DateTimeParseException e) {
            return time;
        }
    }
}
