package dev.sluice.events.schedule.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZonedCronTest {

    /** The next times, as clocks in the zone show them with their offset. */
    private static List<String> next(String expression, String zone, String after, int count) {
        ZoneId id = ZoneId.of(zone);
        return new ZonedCron(Cron.parse(expression), id)
                .next(Instant.parse(after), count).stream()
                        .map(time -> time.atZone(id).toOffsetDateTime().toString())
                        .toList();
    }

    @Test
    void aTimeOfDayThatIsLostRunsWhenClocksArePutForward() {
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(next("30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", 2))
                .containsExactly("2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00");
    }

    @Test
    void allLostTimesOfAScheduleRunOnceTogetherAlsoWithOneThatIsDueThen() {
        assertThat(next("*/20 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 4))
                .containsExactly(
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:20+02:00",
                        "2026-03-29T03:40+02:00",
                        "2026-03-30T02:00+02:00");
    }

    @Test
    void aTimeOfDayThatComesTwiceRunsAtTheFirst() {
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(next("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2))
                .containsExactly("2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00");
        // Asked between the two, it does not run again.
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-25T01:00:00Z", 1))
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void whatRunsEveryHourFollowsTheClockThroughLostAndRepeatedHours() {
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", 3))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00");
        assertThat(next("30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 3))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
    }

    @Test
    void halfAnHourIsLostAndRepeatedOnLordHowe() {
        assertThat(next("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
        assertThat(next("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", 2))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
        assertThat(next("45 * * * *", "Australia/Lord_Howe", "2026-04-04T14:00:00Z", 3))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30", "2026-04-05T02:45+10:30");
    }

    @Test
    void aDayThatIsLeftOutRunsAtTheMidnightAfterIt() {
        // Samoa had no 30 December 2011.
        assertThat(next("0 9 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3))
                .containsExactly("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00");
        assertThat(next("0 9 30 12 *", "Pacific/Apia", "2011-01-01T00:00:00Z", 2))
                .containsExactly("2011-12-31T00:00+14:00", "2012-12-30T09:00+14:00");
        assertThat(next("0 * 30 12 *", "Pacific/Apia", "2011-01-01T00:00:00Z", 1))
                .containsExactly("2012-12-30T00:00+14:00");
    }

    @Test
    void aMidnightThatIsLostRunsWhenTheDayBegins() {
        assertThat(next("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2))
                .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
    }

    @Test
    void aMidnightThatWouldComeTwiceBelongsToTheDayThatBeginsOnce() {
        // At midnight clocks went back to 23:00 of the day before.
        assertThat(next("0 0 * * *", "America/Sao_Paulo", "2018-02-17T12:00:00Z", 2))
                .containsExactly("2018-02-18T00:00-03:00", "2018-02-19T00:00-03:00");
        assertThat(next("30 23 * * *", "America/Sao_Paulo", "2018-02-17T12:00:00Z", 2))
                .containsExactly("2018-02-17T23:30-02:00", "2018-02-18T23:30-03:00");
    }

    @Test
    void aScheduleEndsWithTheYearsThatPeopleWrite() {
        assertThat(next("0 0 * * *", "UTC", "9998-12-30T00:00:00Z", 5)).containsExactly("9998-12-31T00:00Z");
    }
}
