package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedLoop loop = new SimulatedLoop(3);
    private final KeyedState state = new InMemoryKeyedState(loop.time());
    private final PlayedQueue queue = new PlayedQueue(loop, 4, 0);
    private final PlayedGateway gateway = new PlayedGateway(loop, 17);
    private final Scheduler scheduler = gateway.scheduler(state, queue, "one");

    private static Schedule every(Duration period, MissedRuns missed, Overlap overlap, String making) {
        return new Schedule(
                new FunctionName("report"),
                new ScheduleName(Namespace.DEFAULT, "report"),
                making,
                new ScheduleSettings(
                        Optional.empty(),
                        Optional.of(period),
                        Optional.empty(),
                        Optional.empty(),
                        missed,
                        100,
                        overlap,
                        Duration.ZERO,
                        Optional.empty()));
    }

    private static Schedule eachMinute(MissedRuns missed) {
        return every(MINUTE, missed, Overlap.SKIP, "1");
    }

    private static Instant minute(long number) {
        return Instant.EPOCH.plus(MINUTE.multipliedBy(number));
    }

    private List<Instant> kept() {
        return queue.kept();
    }

    private void run(Duration length) {
        loop.run(length);
    }

    private KeyedState.Entry record() {
        return state.get(ScheduleArea.TRIGGERS.key(new ScheduleName(Namespace.DEFAULT, "report")))
                .orElseThrow();
    }

    @Test
    void aScheduleBeginsWhenItIsThereAndRunsInTime() {
        run(Duration.ofSeconds(90));
        scheduler.put(eachMinute(MissedRuns.ALL));
        run(Duration.ofSeconds(29));
        assertThat(kept()).isEmpty();
        run(Duration.ofSeconds(2));
        assertThat(kept()).containsExactly(minute(2));
        run(Duration.ofMinutes(2));
        assertThat(kept()).containsExactly(minute(2), minute(3), minute(4));
        assertThat(RunRecord.read(record().value()).orElseThrow().run()).contains(minute(4));
    }

    @Test
    void aRunIsLeftOutWhileTheOneBeforeItHasNotEnded() {
        Schedule schedule = eachMinute(MissedRuns.ALL);
        scheduler.put(schedule);
        run(Duration.ofSeconds(61));
        queue.begins(schedule.run(minute(1)));
        run(MINUTE.multipliedBy(2));
        queue.ends(schedule.run(minute(1)));
        run(MINUTE);
        assertThat(kept()).containsExactly(minute(1), minute(4));
    }

    /** Keeps runs at once, none of which ends before it is told to. */
    private static final class EndlessRuns implements Runs {

        private final List<ScheduledRun> kept = new ArrayList<>();
        private boolean ended;

        @Override
        public CompletionStage<Started> start(ScheduledRun run, Optional<ScheduledRun> before) {
            if (!ended && before.isPresent()) {
                return CompletableFuture.completedStage(new Started.Overlapping());
            }
            kept.add(run);
            return CompletableFuture.completedStage(new Started.Accepted());
        }
    }

    @Test
    void aRunByHandKeepsBackThoseThatFallDueWhileItHasNotEnded() {
        EndlessRuns runs = new EndlessRuns();
        Scheduler one = gateway.scheduler(state, runs, "endless");
        scheduler.close();
        Schedule schedule = eachMinute(MissedRuns.ALL);
        one.put(schedule);
        run(Duration.ofSeconds(50));

        assertThat(one.runNow(schedule).started()).isEqualTo(new Started.Accepted());
        run(MINUTE);
        assertThat(runs.kept).singleElement().matches(ScheduledRun::byHand);
        assertThat(one.last(schedule).map(ScheduledRun::id))
                .contains(runs.kept.getFirst().id());

        runs.ended = true;
        run(MINUTE);
        assertThat(runs.kept).hasSize(2);
        assertThat(runs.kept.getLast().byHand()).isFalse();
    }

    @Test
    void aRunByHandIsRefusedWhileTheOneBeforeItHasNotEnded() {
        EndlessRuns runs = new EndlessRuns();
        Scheduler one = gateway.scheduler(state, runs, "endless");
        Schedule schedule = eachMinute(MissedRuns.ALL);

        assertThat(one.runNow(schedule).started()).isEqualTo(new Started.Accepted());
        assertThat(one.runNow(schedule).started()).isEqualTo(new Started.Overlapping());
        assertThat(one.runNow(every(MINUTE, MissedRuns.ALL, Overlap.ALLOW, "1")).started())
                .isEqualTo(new Started.Accepted());
    }

    @Test
    void whoStartsRunsIsToldOfTheOneBeforeButWhereTheyMayOverlap() {
        List<Boolean> told = new ArrayList<>();
        Scheduler one = gateway.scheduler(
                state,
                (_, before) -> {
                    told.add(before.isPresent());
                    return CompletableFuture.completedStage(new Started.Accepted());
                },
                "told");
        scheduler.close();

        for (Overlap overlap : Overlap.values()) {
            one.put(every(MINUTE, MissedRuns.ALL, overlap, overlap.name()));
            run(Duration.ofSeconds(121));
            assertThat(told).as(overlap.name()).containsExactly(false, overlap != Overlap.ALLOW);
            told.clear();
        }
    }

    @Test
    void runsOverlapWhereThatIsAllowed() {
        Schedule schedule = every(MINUTE, MissedRuns.ALL, Overlap.ALLOW, "1");
        scheduler.put(schedule);
        run(Duration.ofSeconds(61));
        queue.begins(schedule.run(minute(1)));
        run(MINUTE);
        assertThat(kept()).containsExactly(minute(1), minute(2));
    }

    @Test
    void afterAStandStillMissedRunsAreAsTheScheduleSays() {
        assertThat(afterFiveMinutesAndAHalf(MissedRuns.ALL))
                .containsExactly(minute(1), minute(2), minute(3), minute(4), minute(5), minute(6));
    }

    @Test
    void afterAStandStillTheLastMissedRunIsLate() {
        assertThat(afterFiveMinutesAndAHalf(MissedRuns.ONCE)).containsExactly(minute(1), minute(6));
    }

    private List<Instant> afterFiveMinutesAndAHalf(MissedRuns missed) {
        scheduler.put(eachMinute(missed));
        run(Duration.ofSeconds(61));
        gateway.standStill(Duration.ofSeconds(330));
        run(Duration.ofSeconds(345));
        return kept();
    }

    @Test
    void aClockThatIsPutForwardMissesRunsAndOnePutBackRepeatsNone() {
        scheduler.put(eachMinute(MissedRuns.ONCE));
        run(Duration.ofSeconds(61));
        gateway.setClock(Duration.ofMinutes(30));
        run(Duration.ofSeconds(20));
        assertThat(kept()).containsExactly(minute(1), minute(31));
        gateway.setClock(Duration.ZERO);
        run(Duration.ofMinutes(29));
        assertThat(kept()).hasSize(2);
        run(Duration.ofMinutes(2));
        assertThat(kept()).containsExactly(minute(1), minute(31), minute(32));
    }

    @Test
    void aClockThatWasAheadByYearsDoesNotSilenceASchedule() {
        scheduler.put(eachMinute(MissedRuns.ONCE));
        run(Duration.ofSeconds(61));
        gateway.setClock(Duration.ofDays(3650));
        run(Duration.ofSeconds(65));
        gateway.setClock(Duration.ZERO);
        run(Duration.ofMinutes(2));
        assertThat(kept()).endsWith(minute(3), minute(4)).doesNotContain(minute(2));
    }

    @Test
    void aScheduleThatChangesBeginsAnew() {
        scheduler.put(eachMinute(MissedRuns.ALL));
        run(Duration.ofSeconds(61));
        gateway.standStill(Duration.ofMinutes(10));
        scheduler.put(every(Duration.ofMinutes(4), MissedRuns.ALL, Overlap.SKIP, "1"));
        run(Duration.ofMinutes(12));
        assertThat(kept()).containsExactly(minute(1), minute(12));
    }

    @Test
    void aTriggerThatIsDeletedRunsNoMoreAndLeavesNoRecord() {
        scheduler.put(eachMinute(MissedRuns.ALL));
        run(Duration.ofSeconds(61));
        ScheduleName name = new ScheduleName(Namespace.DEFAULT, "report");
        scheduler.remove(name);
        run(MINUTE.multipliedBy(3));
        assertThat(kept()).containsExactly(minute(1));
        assertThat(state.get(ScheduleArea.TRIGGERS.key(name))).isEmpty();
    }

    @Test
    void aTriggerThatIsMadeAgainDoesNotRunWhatWasDueBefore() {
        scheduler.put(eachMinute(MissedRuns.ALL));
        run(Duration.ofSeconds(61));
        gateway.standStill(Duration.ofMinutes(5));
        scheduler.put(every(MINUTE, MissedRuns.ALL, Overlap.SKIP, "2"));
        run(Duration.ofSeconds(330));
        assertThat(kept()).containsExactly(minute(1));
    }

    @Test
    void aRecordOfANewerBuildIsLeftAlone() {
        StateKey key = ScheduleArea.TRIGGERS.key(new ScheduleName(Namespace.DEFAULT, "report"));
        state.put(key, "2 something else", Version.NONE, Instant.MAX);
        scheduler.put(eachMinute(MissedRuns.ALL));
        run(MINUTE.multipliedBy(3));
        assertThat(record().value()).isEqualTo("2 something else");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aLeaseOfANewerBuildIsNotTaken() {
        SimulatedLoop other = new SimulatedLoop(5);
        KeyedState newer = new InMemoryKeyedState(other.time());
        newer.put(ScheduleArea.TRIGGERS.owner(), "2 somebody", Version.NONE, Instant.MAX);
        Scheduler older = new PlayedGateway(other, 0).scheduler(newer, queue, "older");
        other.run(MINUTE.multipliedBy(5));
        assertThat(older.isOwner()).isFalse();
        assertThat(newer.get(ScheduleArea.TRIGGERS.owner()).orElseThrow().value())
                .isEqualTo("2 somebody");
    }

    @Test
    void aStoreThatMayLoseChangesIsRefused() {
        KeyedState eventual = new WatchedState(state, 1, 0) {
            @Override
            public Consistency consistency() {
                return Consistency.EVENTUAL;
            }
        };
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.scheduler(eventual, queue, "two"))
                .withMessage(
                        "Schedules need a keyed state that keeps what it has acknowledged, or two gateways could start the "
                                + "same runs. The one that is set may lose changes: use the folder of the home.");
    }
}
