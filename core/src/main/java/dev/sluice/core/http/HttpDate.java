package dev.sluice.core.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in header fields: the form that all senders must use, and the two obsolete ones that all recipients must take
 * (RFC 9110, 5.6.7), in letters of any case and with UTC for GMT (RFC 9111, 4.2). The day of the week is not looked at.
 */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String SHORT_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
    private static final String LONG_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
    private static final String MONTH = "(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

    private static final List<Pattern> FORMS = List.of(
            form(SHORT_DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " (?:gmt|utc)"),
            form(LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " (?:gmt|utc)"),
            form(SHORT_DAY + " " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** What a year of two digits may be ahead of now. */
    private static final int MOST_YEARS_AHEAD = 50;

    private HttpDate() {}

    private static Pattern form(String form) {
        return Pattern.compile(form, Pattern.CASE_INSENSITIVE);
    }

    /** In the form that all senders must use. */
    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }

    /** Empty if it is none. {@code now} tells which century a year of two digits is in. */
    public static Optional<Instant> parse(String text, Instant now) {
        for (Pattern form : FORMS) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                return instant(matcher, now);
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> instant(Matcher matcher, Instant now) {
        String year = matcher.group("year");
        try {
            if (year.length() == 4) {
                return Optional.of(instant(matcher, number(year)));
            }
            Instant latest =
                    now.atOffset(ZoneOffset.UTC).plusYears(MOST_YEARS_AHEAD).toInstant();
            int century = latest.atOffset(ZoneOffset.UTC).getYear() / 100 * 100;
            Instant same = instant(matcher, century + number(year));
            return Optional.of(same.isAfter(latest) ? instant(matcher, century - 100 + number(year)) : same);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A leap second counts as the one before it. */
    private static Instant instant(Matcher matcher, int year) {
        int second = number(matcher.group("second"));
        return LocalDateTime.of(
                        year,
                        1 + MONTHS.indexOf(matcher.group("month").toLowerCase(Locale.ROOT)),
                        number(matcher.group("day").strip()),
                        number(matcher.group("hour")),
                        number(matcher.group("minute")),
                        second == 60 ? 59 : second)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
