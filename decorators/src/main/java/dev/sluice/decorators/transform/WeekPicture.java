package dev.sluice.decorators.transform;

import com.dashjoin.jsonata.Functions;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Formats a moment by a picture (XPath functions, 9.8.4), where a week belongs to the year and the month that its
 * Thursday is in (ISO 8601): the components {@code X}, {@code x} and {@code w}, that is the year, the month, and the
 * week in the month.
 *
 * @param timezone the offset from UTC as hours and minutes, like {@code +0530}; null for none
 */
record WeekPicture(long millis, @Nullable String timezone) {

    /** A doubled bracket is none; the first group is the component, the second how it is shown. */
    private static final Pattern OF_WEEKS = Pattern.compile("\\[\\[|\\[\\s*([Xxw])([^\\]]*)\\]");

    String format(String picture) {
        Matcher matcher = OF_WEEKS.matcher(picture);
        return Functions.dateTimeFromMillis(
                millis,
                matcher.replaceAll(
                        match -> Matcher.quoteReplacement(match.group(1) == null ? match.group() : ofWeek(match))),
                timezone);
    }

    /** As the library shows the year, the month and the week of the Thursday. */
    private String ofWeek(MatchResult match) {
        String component = switch (match.group(1)) {
            case "X" -> "Y";
            case "x" -> "M";
            default -> "w";
        };
        return Functions.dateTimeFromMillis(thursday(), "[" + component + match.group(2) + "]", timezone);
    }

    private long thursday() {
        int offset = timezone == null ? 0 : Integer.parseInt(timezone);
        Instant local = Instant.ofEpochMilli(millis)
                .plus(offset / 100, ChronoUnit.HOURS)
                .plus(offset % 100, ChronoUnit.MINUTES);
        DayOfWeek day = local.atOffset(ZoneOffset.UTC).getDayOfWeek();
        return millis + ChronoUnit.DAYS.getDuration().toMillis() * (DayOfWeek.THURSDAY.getValue() - day.getValue());
    }
}
