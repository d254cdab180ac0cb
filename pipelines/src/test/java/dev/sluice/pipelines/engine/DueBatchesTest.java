package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.schedule.Schedule;
import dev.sluice.events.schedule.ScheduleName;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.schedule.Started;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DueBatchesTest {

    private static final PipelineId FEEDS = new PipelineId(new Namespace("shop"), "feeds");
    private static final Instant SIX = Instant.parse("2026-11-30T06:00:00Z");

    private final Set<String> begun = new TreeSet<>();
    private final Set<String> underWay = new HashSet<>();
    private Optional<BatchRefusedException> refusal = Optional.empty();
    private final DueBatches batches = new DueBatches(this::find, Runnable::run);

    private DueBatches.Begun find(PipelineId id) throws BatchRefusedException {
        assertThat(id).isEqualTo(FEEDS);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return new DueBatches.Begun() {
            @Override
            public void begin(String batch, ScheduledRun run) {
                begun.add(batch);
            }

            @Override
            public boolean isUnderWay(String batch) {
                return underWay.contains(batch);
            }
        };
    }

    private static Schedule schedule(String overlap) {
        return new Schedule(
                new ScheduleName(FEEDS.namespace(), FEEDS.name()),
                "1",
                Written.settings("source: {schedule: {every: 1m, overlap: " + overlap + "}}\n"
                                + "sinks: {seen: {from: source, topic: seen}}")
                        .source()
                        .times()
                        .orElseThrow());
    }

    private static ScheduledRun run(String overlap, int minute) {
        Instant time = SIX.plusSeconds(60L * minute);
        return new ScheduledRun(InvocationId.next(time.toEpochMilli()), schedule(overlap), time);
    }

    private Started start(String overlap, int minute) {
        Optional<ScheduledRun> before =
                overlap.equals("allow") ? Optional.empty() : Optional.of(run(overlap, minute - 1));
        return batches.start(run(overlap, minute), before).toCompletableFuture().join();
    }

    @Test
    void aBatchIsNamedByTheTimeSoThatOneOfEachIsThereHoweverOftenItIsStarted() {
        assertThat(start("skip", 0)).isEqualTo(new Started.Accepted());
        assertThat(start("skip", 0)).isEqualTo(new Started.Accepted());
        assertThat(start("skip", 1)).isEqualTo(new Started.Accepted());

        assertThat(begun).containsExactly("20261130T060000Z", "20261130T060100Z");
        assertThat(DueBatches.name(SIX.plusMillis(7))).isEqualTo("20261130T060000.007Z");
    }

    @Test
    void whileTheLastBatchIsUnderWayTheNextIsLeftOutOrWaitsOrIsBegun() {
        underWay.add("20261130T060000Z");

        assertThat(start("skip", 1)).isEqualTo(new Started.Overlapping());
        assertThat(start("queue", 1))
                .isEqualTo(new Started.Refused("The batch '20261130T060000Z' is under way, and is waited for."));
        assertThat(begun).isEmpty();
        assertThat(start("allow", 1)).isEqualTo(new Started.Accepted());

        underWay.clear();
        assertThat(start("queue", 1)).isEqualTo(new Started.Accepted());
        assertThat(begun).containsExactly("20261130T060100Z");
    }

    @Test
    void whatCannotBeBegunNowIsTriedAgain() {
        refusal = Optional.of(
                new BatchRefusedException(BatchRefusedException.Why.UNAVAILABLE, "It is about to start. Try again."));

        assertThat(start("skip", 0)).isEqualTo(new Started.Refused("It is about to start. Try again."));
    }
}
