package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.schedule.timing.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextRunTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private static ScheduleSettings every(Duration period, MissedRuns missed, int most) {
        return new ScheduleSettings(
                Optional.empty(),
                Optional.of(period),
                Optional.empty(),
                Optional.empty(),
                missed,
                most,
                Overlap.SKIP,
                Duration.ZERO,
                Optional.empty());
    }

    private static NextRun next(MissedRuns missed, int most, Instant decided, Instant now) {
        Duration hour = Duration.ofHours(1);
        return NextRun.of(every(hour, missed, most), new Rate(hour), decided, now);
    }

    @Test
    void whatIsInTimeRunsWhateverBecomesOfMissedOnes() {
        for (MissedRuns missed : MissedRuns.values()) {
            assertThat(next(missed, 100, NOON.minusSeconds(3600), NOON.minusMillis(1)))
                    .isEqualTo(new NextRun.Later(NOON));
            assertThat(next(missed, 100, NOON.minusSeconds(3600), NOON)).isEqualTo(new NextRun.Due(NOON));
            assertThat(next(missed, 100, NOON.minusSeconds(3600), NOON.plusSeconds(60)))
                    .isEqualTo(new NextRun.Due(NOON));
        }
    }

    @Test
    void missedOnesAreLeftOutOrTheLastOneRunsLate() {
        Instant now = NOON.plusSeconds(61);
        assertThat(next(MissedRuns.SKIP, 100, NOON.minusSeconds(36_000), now)).isEqualTo(new NextRun.Missed(NOON));
        assertThat(next(MissedRuns.ONCE, 100, NOON.minusSeconds(36_000), now)).isEqualTo(new NextRun.Due(NOON));
    }

    @Test
    void allMissedOnesRunInOrderUpToTheLimit() {
        Instant decided = NOON.minusSeconds(36_000);
        List<Instant> runs = new ArrayList<>();
        while (next(MissedRuns.ALL, 4, decided, NOON.plusSeconds(61)) instanceof NextRun.Due(Instant scheduled)) {
            runs.add(scheduled);
            decided = scheduled;
        }
        assertThat(runs)
                .containsExactly(
                        NOON.minusSeconds(3 * 3600), NOON.minusSeconds(2 * 3600), NOON.minusSeconds(3600), NOON);
    }

    @Test
    void aYearOfMissedSecondsIsNotWalkedThrough() {
        Duration second = Duration.ofSeconds(1);
        List<Instant> asked = new ArrayList<>();
        ScheduleSettings settings = every(second, MissedRuns.ALL, 1000);
        for (int i = 0; i < 20; i++) {
            asked.add(((NextRun.Due) NextRun.of(settings, new Rate(second), NOON.minus(Duration.ofDays(3650)), NOON))
                    .scheduled());
        }
        assertThat(asked).containsOnly(NOON.minusSeconds(999));
    }
}
