package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.schedule.timing.Cron;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private static Schedule schedule(String name, String cron, Duration jitter) {
        return new Schedule(
                new FunctionName("report"),
                new ScheduleName(Namespace.DEFAULT, name),
                "1",
                new ScheduleSettings(
                        Optional.of(Cron.parse(cron)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        MissedRuns.ONCE,
                        100,
                        Overlap.SKIP,
                        jitter,
                        Optional.empty()));
    }

    @Test
    void jitterIsTheSameForOneNameAndSpreadOverNames() {
        Duration most = Duration.ofMinutes(10);
        Set<Duration> delays = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Schedule schedule = schedule("job-" + i, "@hourly", most);
            assertThat(schedule.delay())
                    .isEqualTo(schedule("job-" + i, "@daily", most).delay())
                    .isLessThanOrEqualTo(most);
            delays.add(schedule.delay());
        }
        assertThat(delays).hasSizeGreaterThan(90);
        assertThat(delays.stream().filter(delay -> delay.toMinutes() < 5).count())
                .isBetween(20L, 80L);
        assertThat(schedule("job", "@hourly", Duration.ZERO).delay()).isZero();
    }

    @Test
    void thatDelayIsTheSameInEveryRelease() {
        assertThat(schedule("nightly", "@daily", Duration.ofMinutes(10)).delay())
                .isEqualTo(Duration.ofMillis(42349));
        assertThat(schedule("nightly", "@daily", Duration.ZERO).fingerprint()).isEqualTo("38ff21e46dc593e2");
        assertThat(schedule("nightly", "@daily", Duration.ZERO).run(NOON).id())
                .isEqualTo(new InvocationId("01M8H0DJG0N4SRRNSH4VFWEXN8"));
    }

    @Test
    void theNextRunsAreToldWithTheirDelay() {
        Schedule schedule = schedule("nightly", "0 13 * * *", Duration.ofMinutes(10));
        Instant due = NOON.plusSeconds(3600).plus(schedule.delay());
        assertThat(schedule.next(NOON, 2)).isEqualTo(List.of(due, due.plus(Duration.ofDays(1))));
        assertThat(schedule.next(due.minusMillis(1), 1)).containsExactly(due);
        assertThat(schedule.next(due, 1)).containsExactly(due.plus(Duration.ofDays(1)));
    }

    @Test
    void anIdIsThatOfItsScheduledTimeAndTriggerAlone() {
        Schedule schedule = schedule("nightly", "@daily", Duration.ZERO);
        InvocationId id = schedule.run(NOON).id();
        assertThat(InvocationId.isValid(id.value())).isTrue();
        assertThat(id.value())
                .startsWith(InvocationId.next(NOON.toEpochMilli()).value().substring(0, 10));
        assertThat(id)
                .isEqualTo(
                        schedule("nightly", "@hourly", Duration.ZERO).run(NOON).id())
                .isNotEqualTo(schedule.run(NOON.plusMillis(1)).id())
                .isNotEqualTo(
                        schedule("other", "@daily", Duration.ZERO).run(NOON).id());
    }

    @Test
    void recordsOfFormat1AreReadAndOthersAreLeftAlone() {
        RunRecord fresh = new RunRecord("0123456789abcdef", NOON, Optional.empty());
        assertThat(fresh.written()).isEqualTo("1 0123456789abcdef 1795867200000 -");
        assertThat(RunRecord.read("1 0123456789abcdef 1795867200000 -")).contains(fresh);
        assertThat(RunRecord.read("1 0123456789abcdef 1795867200000 1795867200000"))
                .contains(fresh.started(NOON));
        assertThat(RunRecord.read("2 0123456789abcdef 1795867200000 -")).isEmpty();
        assertThat(RunRecord.read("")).isEmpty();
    }
}
