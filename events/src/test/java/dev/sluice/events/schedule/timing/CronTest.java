package dev.sluice.events.schedule.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {

    private static List<String> days(String expression, String from, int count) {
        Cron cron = Cron.parse(expression);
        return Stream.iterate(cron.from(LocalDate.parse(from).atStartOfDay()), last -> cron.from(last.plusSeconds(1)))
                .limit(count)
                .map(time -> time.toLocalDate().toString())
                .toList();
    }

    private static List<String> times(String expression, String from, int count) {
        Cron cron = Cron.parse(expression);
        return Stream.iterate(cron.from(LocalDateTime.parse(from)), last -> cron.from(last.plusSeconds(1)))
                .limit(count)
                .map(LocalDateTime::toString)
                .toList();
    }

    @Test
    void fiveFieldsAreDueAtFullMinutesAndSixSaySeconds() {
        assertThat(times("30 6 * * *", "2026-11-28T06:30:01", 2))
                .containsExactly("2026-11-29T06:30", "2026-11-30T06:30");
        assertThat(times("15,45 59 23 * * *", "2026-12-31T23:59:46", 2))
                .containsExactly("2027-01-01T23:59:15", "2027-01-01T23:59:45");
    }

    @Test
    void rangesStepsListsAndNamesAreRead() {
        assertThat(times("*/20 8-10/2 * * *", "2026-11-28T08:30", 4))
                .containsExactly("2026-11-28T08:40", "2026-11-28T10:00", "2026-11-28T10:20", "2026-11-28T10:40");
        assertThat(days("0 0 * jan,Mar MON-WED", "2026-01-29", 3))
                .containsExactly("2026-03-02", "2026-03-03", "2026-03-04");
    }

    @Test
    void sundayIsZeroAndSevenAndMayEndAWeek() {
        assertThat(days("0 0 * * 0", "2026-11-28", 1)).isEqualTo(days("0 0 * * 7", "2026-11-28", 1));
        assertThat(days("0 0 * * FRI-SUN", "2026-11-26", 4))
                .containsExactly("2026-11-27", "2026-11-28", "2026-11-29", "2026-12-04");
        assertThat(days("0 0 * * 0-7", "2026-11-28", 3)).containsExactly("2026-11-28", "2026-11-29", "2026-11-30");
    }

    @Test
    void theLastDaysOfAMonthAreKnown() {
        assertThat(days("0 0 L * *", "2028-01-31", 3)).containsExactly("2028-01-31", "2028-02-29", "2028-03-31");
        assertThat(days("0 0 L-2 2 *", "2026-01-01", 1)).containsExactly("2026-02-26");
        assertThat(days("0 0 15,L * *", "2026-02-01", 3)).containsExactly("2026-02-15", "2026-02-28", "2026-03-15");
        assertThat(days("0 0 LW * *", "2026-01-01", 2)).containsExactly("2026-01-30", "2026-02-27");
        assertThat(days("0 0 * * FRIL", "2026-01-01", 2)).containsExactly("2026-01-30", "2026-02-27");
        assertThat(days("0 0 * * 5L", "2026-01-01", 1)).containsExactly("2026-01-30");
    }

    @Test
    void aWorkdayIsTheNearestOneInTheSameMonth() {
        // 1 August 2026 is a Saturday, 15 August too, 16 August a Sunday, 31 January 2027 a Sunday.
        assertThat(days("0 0 1W 8 *", "2026-01-01", 1)).containsExactly("2026-08-03");
        assertThat(days("0 0 15W 8 *", "2026-01-01", 1)).containsExactly("2026-08-14");
        assertThat(days("0 0 16W 8 *", "2026-01-01", 1)).containsExactly("2026-08-17");
        assertThat(days("0 0 31W 1 *", "2027-01-01", 1)).containsExactly("2027-01-29");
        assertThat(days("0 0 31W * *", "2026-02-01", 1)).containsExactly("2026-03-31");
    }

    @Test
    void theNthOfAWeekdayLeavesOutMonthsThatHaveNone() {
        assertThat(days("0 0 * * FRI#2", "2026-11-28", 2)).containsExactly("2026-12-11", "2027-01-08");
        assertThat(days("0 0 * * 1#5", "2026-11-01", 2)).containsExactly("2026-11-30", "2027-03-29");
    }

    @Test
    void leapDaysAreFoundThroughACenturyThatHasNone() {
        assertThat(days("0 0 29 2 *", "2096-03-01", 1)).containsExactly("2104-02-29");
    }

    @ParameterizedTest
    @CsvSource({
        "@yearly, 0 0 1 1 *",
        "@annually, 0 0 1 1 *",
        "@Monthly, 0 0 1 * *",
        "@weekly, 0 0 * * 0",
        "@daily, 0 0 * * *",
        "@midnight, 0 0 * * *",
        "@hourly, 0 * * * *"
    })
    void nicknamesStandForExpressions(String nickname, String expression) {
        assertThat(Cron.parse(nickname)).isEqualTo(Cron.parse(expression)).hasToString(expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | '' has 0 fields instead of 5 or 6",
                "5 | '5' has 1 field instead of 5 or 6",
                "0 0 12 * * ? 2027 | '0 0 12 * * ? 2027' has 7 fields, and years are not known here: a schedule ends when its trigger is deleted",
                "@reboot | '@reboot' is not known: there are @yearly, @monthly, @weekly, @daily and @hourly",
                "61 * * * * | '61' cannot be the minute, which is field 1 of '61 * * * *': 0 to 59 are allowed",
                "0 0 24 * * * | '24' cannot be the hour, which is field 3 of '0 0 24 * * *': 0 to 23 are allowed",
                "0 0 * foo * | 'FOO' cannot be the month, which is field 4 of '0 0 * foo *': 1 to 12, or JAN to DEC are allowed",
                "0 0 ? * FRI | '?' cannot be the day of the month, which is field 3 of '0 0 ? * FRI': 1 to 31 are allowed; '?' is of another dialect, write '*'",
                "0 0 * * FRI-MON | 'FRI-MON' cannot be the day of the week, which is field 5 of '0 0 * * FRI-MON': it ends before it begins: write it as two, with a comma between them",
                "5/15 * * * * | '5/15' cannot be the minute, which is field 1 of '5/15 * * * *': crons disagree on it: write 5-59/15 for from 5 on",
                "*/90 * * * * | '*/90' cannot be the minute, which is field 1 of '*/90 * * * *': a step here is a whole number from 1 to 59",
                "*/0 * * * * | '*/0' cannot be the minute, which is field 1 of '*/0 * * * *': a step here is a whole number from 1 to 59",
                "1-2-3 * * * * | '1-2-3' cannot be the minute, which is field 1 of '1-2-3 * * * *': one '-' between two values is allowed",
                "*/2/3 * * * * | '*/2/3' cannot be the minute, which is field 1 of '*/2/3 * * * *': one '/' with a step is allowed",
                "1,,2 * * * * | '' cannot be the minute, which is field 1 of '1,,2 * * * *': 0 to 59 are allowed",
                "0 0 * * L | 'L' cannot be the day of the week, which is field 5 of '0 0 * * L': write a day before it, as in FRIL for the last Friday of a month",
                "0 0 * * FRI#6 | 'FRI#6' cannot be the day of the week, which is field 5 of '0 0 * * FRI#6': #1 to #5 are allowed",
                "0 0 L-31 * * | 'L-31' cannot be the day of the month, which is field 3 of '0 0 L-31 * *': L-1 to L-30 are allowed",
                "0 0 32W * * | '32' cannot be the day of the month, which is field 3 of '0 0 32W * *': 1 to 31 are allowed",
                "0 0 31 2 * | '0 0 31 2 *' never comes: no such month has such a day",
                "0 0 13 * FRI | fields 3 and 5 both choose days, '13' of the month and 'FRI' of the week, and one must be '*': some crons run when both fit, others when either does. Write two triggers for either",
            })
    void whatCannotBeReadIsRefusedWithFieldAndPlace(String expression, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cron.parse(expression))
                .withMessage(message);
    }
}
