package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleSettingsTest {

    private static final Settings<ScheduleSettings> SETTINGS = Settings.of(ScheduleSettings.class);
    private static final Instant SUMMER = Instant.parse("2026-07-01T12:00:00Z");

    private static ScheduleSettings read(Map<String, Object> tree) {
        return switch (SETTINGS.read(tree, "schedule")) {
            case Binding.Bound<ScheduleSettings>(ScheduleSettings settings) -> settings;
            case Binding.Refused<ScheduleSettings>(List<SpecProblem> problems) -> throw new AssertionError(problems);
        };
    }

    private static String refused(Map<String, Object> tree) {
        return switch (SETTINGS.read(tree, "schedule")) {
            case Binding.Bound<ScheduleSettings>(ScheduleSettings settings) -> throw new AssertionError(settings);
            case Binding.Refused<ScheduleSettings>(List<SpecProblem> problems) -> {
                SpecProblem first = problems.getFirst();
                yield first.path() + ": " + first.message() + ": " + first.allowed();
            }
        };
    }

    @Test
    void aCronIsInUtcUnlessAZoneIsTold() {
        assertThat(read(Map.of("cron", "0 18 * * *")).timing().next(SUMMER))
                .contains(Instant.parse("2026-07-01T18:00:00Z"));
        assertThat(read(Map.of("cron", "0 18 * * *", "zone", "Europe/Berlin"))
                        .timing()
                        .next(SUMMER))
                .contains(Instant.parse("2026-07-01T16:00:00Z"));
    }

    @Test
    void aRateAndATimeAreRead() {
        assertThat(read(Map.of("every", "6h")).timing().next(SUMMER.plusMillis(1)))
                .contains(Instant.parse("2026-07-01T18:00:00Z"));
        assertThat(read(Map.of("at", "2026-07-01T18:00:00.0005+02:00")).timing().next(SUMMER))
                .contains(Instant.parse("2026-07-01T16:00:00Z"));
        assertThat(read(Map.of("at", "2026-07-01T18:00", "zone", "Asia/Tokyo"))
                        .timing()
                        .next(Instant.EPOCH))
                .contains(Instant.parse("2026-07-01T09:00:00Z"));
    }

    @Test
    void aSingleTimeThatClocksSkipOrShowTwiceIsTheChangeOrTheFirst() {
        assertThat(read(Map.of("at", "2026-03-29T02:30", "zone", "Europe/Berlin"))
                        .timing()
                        .next(Instant.EPOCH))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(read(Map.of("at", "2026-10-25T02:30", "zone", "Europe/Berlin"))
                        .timing()
                        .next(Instant.EPOCH))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void whatIsNotSaidHasDefaults() {
        ScheduleSettings settings = read(Map.of("every", "5m"));
        assertThat(settings.missed()).isEqualTo(MissedRuns.ONCE);
        assertThat(settings.missedMost()).isEqualTo(100);
        assertThat(settings.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(settings.jitter()).isZero();
        assertThat(settings.input()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInASentence() {
        assertThat(refused(Map.of()))
                .isEqualTo("schedule: a schedule has exactly one of cron, every and at, this one has none: ");
        assertThat(refused(Map.of("every", "5m", "cron", "@daily")))
                .isEqualTo("schedule: a schedule has exactly one of cron, every and at, this one has 2: ");
        assertThat(refused(Map.of("every", "5m", "zone", "UTC")))
                .isEqualTo("schedule: a rate does not follow clocks of a zone: leave zone out, or use cron: ");
        assertThat(refused(Map.of("at", "2026-07-01T18:00:00Z", "zone", "UTC")))
                .isEqualTo("schedule: the time says its offset: leave that out, or the zone: ");
        assertThat(refused(Map.of("cron", "0 25 * * *")))
                .isEqualTo(
                        "schedule.cron: '25' cannot be the hour, which is field 2 of '0 25 * * *': 0 to 23 are allowed: "
                                + "minute, hour, day of the month, month and day of the week, as in '30 6 * * MON-FRI'; "
                                + "seconds may stand in front");
        assertThat(refused(Map.of("cron", "@daily", "zone", "Europe/Berln")))
                .isEqualTo("schedule.zone: 'Europe/Berln' is no zone that is known here; did you mean Europe/Berlin?: "
                        + "a zone of the IANA time zone database, as in Europe/Berlin or UTC");
        assertThat(refused(Map.of("at", "tomorrow")))
                .isEqualTo("schedule.at: 'tomorrow' is not a time: "
                        + "a time, as in 2026-12-24T18:00:00Z or, with a zone, 2026-12-24T18:00");
        assertThat(refused(Map.of("every", "10ms"))).startsWith("schedule.every: 10ms is out of bounds: ");
    }
}
