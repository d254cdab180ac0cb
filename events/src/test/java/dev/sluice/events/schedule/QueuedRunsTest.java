package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueuedRunsTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final List<QueuedCall> calls = new ArrayList<>();
    private final Set<InvocationId> underWay = new HashSet<>();
    private final QueuedRuns runs = new QueuedRuns(
            call -> {
                calls.add(call);
                return CompletableFuture.completedFuture(
                        calls.size() > 2
                                ? new Acceptance.BrokerAway("Kafka is away.")
                                : new Acceptance.Accepted(call.id()));
            },
            id -> CompletableFuture.completedFuture(underWay.contains(id)),
            function -> function.name().equals("missing") ? OptionalInt.empty() : OptionalInt.of(7),
            () -> NOON.plusSeconds(2));

    private static Schedule schedule(Overlap overlap, Optional<Object> input) {
        return new Schedule(
                new FunctionName(new Namespace("shop"), "report"),
                new ScheduleName(new Namespace("shop"), "nightly"),
                "1",
                new ScheduleSettings(
                        Optional.empty(),
                        Optional.of(Duration.ofHours(1)),
                        Optional.empty(),
                        Optional.empty(),
                        MissedRuns.ONCE,
                        100,
                        overlap,
                        Duration.ZERO,
                        input));
    }

    private Started start(ScheduledRun run, Optional<ScheduledRun> before) {
        return runs.start(run, before).toCompletableFuture().join();
    }

    @Test
    void aRunIsAnEventThatSaysWhenItWasDueAndWhenItWasPut() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("days", List.of(1, 2.5));
        tree.put("note", "say \"hi\"");
        tree.put("whole", true);
        tree.put("none", Arrays.asList((Object) null));
        ScheduledRun run = schedule(Overlap.SKIP, Optional.of(tree)).run(NOON);
        assertThat(start(run, Optional.empty())).isEqualTo(new Started.Accepted());

        QueuedCall call = calls.getFirst();
        assertThat(call.id()).isEqualTo(run.id());
        assertThat(call.function()).hasToString("shop/report");
        assertThat(call.accepted()).isEqualTo(NOON.plusSeconds(2));
        assertThat(call.head().headers().first("ce-id")).contains(run.id().value());
        assertThat(call.head().headers().first("ce-source")).contains("/namespaces/shop/triggers/nightly");
        assertThat(call.head().headers().first("ce-type")).contains("dev.sluice.schedule.due");
        assertThat(call.head().headers().first("ce-time")).contains("2026-11-28T12:00:00Z");
        assertThat(call.head().headers().first("Sluice-Scheduled")).contains("2026-11-28T12:00:00Z");
        assertThat(call.head().headers().first("ce-acceptedtime")).contains("2026-11-28T12:00:02Z");
        assertThat(call.head().headers().first("Content-Type")).contains("application/json");
        assertThat(StandardCharsets.UTF_8
                        .decode(PayloadFormat.value(call.body()))
                        .toString())
                .isEqualTo("{\"days\":[1,2.5],\"note\":\"say \\\"hi\\\"\",\"whole\":true,\"none\":[null]}");
        assertThat(call.terms().entryPoint()).isEqualTo(EntryPoint.EVENT);
        assertThat(call.terms().key()).isEmpty();
        assertThat(call.terms().priority()).isEqualTo(3);
    }

    @Test
    void aRunHasThePriorityOfItsTrigger() {
        ScheduledRun run = schedule(Overlap.SKIP, Optional.empty()).priority(1).run(NOON);
        assertThat(start(run, Optional.empty())).isEqualTo(new Started.Accepted());
        assertThat(calls.getFirst().terms().priority()).isEqualTo(1);
    }

    @Test
    void aRunIsBoundToTheVersionThatItsTriggerWants() {
        Schedule schedule = schedule(Overlap.SKIP, Optional.empty());
        start(schedule.version(new VersionChoice.Accepted()).run(NOON), Optional.empty());
        start(schedule.version(new VersionChoice.Numbered(2)).run(NOON.plusSeconds(3600)), Optional.empty());
        start(schedule.run(NOON.plusSeconds(7200)), Optional.empty());

        assertThat(calls)
                .extracting(call -> call.terms().version())
                .containsExactly(OptionalInt.of(7), OptionalInt.of(2), OptionalInt.empty());
    }

    @Test
    void runsThatQueueHaveOneKey() {
        assertThat(start(schedule(Overlap.QUEUE, Optional.empty()).run(NOON), Optional.empty()))
                .isEqualTo(new Started.Accepted());
        assertThat(calls.getFirst().terms().key()).isEqualTo("schedule shop/nightly");
        assertThat(calls.getFirst().body().bytes()).isZero();
    }

    @Test
    void aRunIsNotPutWhileTheOneBeforeItIsUnderWay() {
        Schedule schedule = schedule(Overlap.SKIP, Optional.empty());
        ScheduledRun before = schedule.run(NOON.minusSeconds(3600));
        underWay.add(before.id());
        assertThat(start(schedule.run(NOON), Optional.of(before))).isEqualTo(new Started.Overlapping());
        assertThat(calls).isEmpty();
        Schedule queued = schedule(Overlap.QUEUE, Optional.empty());
        assertThat(start(queued.run(NOON.plusSeconds(60)), Optional.of(before))).isEqualTo(new Started.Accepted());
        underWay.clear();
        assertThat(start(schedule.run(NOON), Optional.of(before))).isEqualTo(new Started.Accepted());
    }

    @Test
    void aRunWaitsWhileNobodyKnowsWhetherTheOneBeforeItHasEnded() {
        Schedule schedule = schedule(Overlap.SKIP, Optional.empty());
        QueuedRuns blind = new QueuedRuns(
                call -> {
                    throw new AssertionError("put " + call);
                },
                _ -> CompletableFuture.failedFuture(new IllegalStateException("Kafka is away.")),
                _ -> OptionalInt.of(7),
                () -> NOON);
        Started started = blind.start(schedule.run(NOON), Optional.of(schedule.run(NOON.minusSeconds(3600))))
                .toCompletableFuture()
                .join();
        assertThat(started)
                .isEqualTo(new Started.Refused("Whether the run before it has ended is not known: Kafka is away."));
    }

    @Test
    void aRunOfAFunctionThatIsNotThereIsNotPut() {
        Schedule there = schedule(Overlap.ALLOW, Optional.empty());
        Schedule missing =
                new Schedule(new FunctionName(new Namespace("shop"), "missing"), there.name(), "1", there.settings());
        assertThat(start(missing.run(NOON), Optional.empty()))
                .isEqualTo(new Started.Refused("There is no function 'missing': deploy it."));
        assertThat(calls).isEmpty();
    }

    @Test
    void aRunIsTriedAsLongAsItsTriggerSays() {
        RetryPolicy policy =
                new RetryPolicy(2, Duration.ofHours(1), new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9)));
        start(schedule(Overlap.SKIP, Optional.empty()).tried(policy).run(NOON), Optional.empty());
        start(schedule(Overlap.SKIP, Optional.empty()).run(NOON), Optional.empty());
        assertThat(calls)
                .extracting(call -> call.terms().retry())
                .containsExactly(Optional.of(policy), Optional.empty());
    }

    @Test
    void whatTheQueueDoesNotTakeIsToldInItsWords() {
        ScheduledRun run = schedule(Overlap.ALLOW, Optional.empty()).run(NOON);
        start(run, Optional.empty());
        start(run, Optional.empty());
        assertThat(start(run, Optional.empty())).isEqualTo(new Started.Refused("Kafka is away."));
    }
}
