package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.filter.FilterReport;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.testkit.callchain.PlainSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TriggerWorkTest {

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

    private final List<Invocation> invoked = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();

    /** Answers every call in this way. */
    private Consumer<CallListener> answer = listener -> end(listener, new Outcome.Succeeded(200));

    private final Invoker invoker = new Invoker() {
        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            invoked.add(invocation);
            answer.accept(listener);
            return EndedCall.INSTANCE;
        }
    };

    private static void end(CallListener listener, Outcome outcome) {
        listener.finished(outcome, Timings.NONE);
    }

    private TriggerWork work(Map<String, Object> topic) {
        return work(topic, "live");
    }

    private TriggerWork work(Map<String, Object> topic, Object version) {
        Map<String, Object> retry = Map.of("attempts", 3, "age", "1h");
        Binding<TriggerSettings> read = TriggerSettings.KIND.readSpec(
                Map.of("function", "ship", "topic", topic, "priority", 2, "version", version, "retry", retry));
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) read).settings();
        TriggerId id = new TriggerId(new Namespace("shop"), "ship-orders");
        return new TriggerWork(
                id,
                settings,
                Reading.of(id, settings, NOW, new TopicNames("sluice.")).orElseThrow(),
                invoker,
                letter -> {
                    letters.add(letter);
                    return CompletableFuture.allOf();
                },
                Optional.empty(),
                new EventChains(settings.function().in(new Namespace("shop")), new PlainSeal(), new ChainLimit(3)),
                InstantSource.fixed(NOW),
                new SplittableRandom(1));
    }

    private static Attempt attempt(long offset, int number, int counted, Duration age) {
        byte[] value = ("value " + offset).getBytes(StandardCharsets.UTF_8);
        return new Attempt(
                new ConsumerRecord<>("shop..orders", 3, offset, "k".getBytes(StandardCharsets.UTF_8), value),
                number,
                counted,
                age,
                false);
    }

    private static Attempt first(long offset) {
        return attempt(offset, 1, 0, Duration.ZERO);
    }

    private List<Verdict> run(TriggerWork work, Attempt... attempts) {
        return work.run(List.of(attempts)).toCompletableFuture().join();
    }

    private Verdict verdict(Outcome outcome, Attempt attempt) {
        answer = listener -> end(listener, outcome);
        return run(work(Map.of("name", "orders")), attempt).getFirst();
    }

    @Test
    void aRecordRunsAtTheVersionThatItsTriggerNamesAndNothingIsLostWhereThatIsGone() {
        answer = listener -> end(listener, new Outcome.NoSuchFunction());
        Verdict gone = run(work(Map.of("name", "orders"), 3), first(7)).getFirst();
        run(work(Map.of("name", "orders")), first(8));

        assertThat(invoked)
                .extracting(invocation -> invocation.terms().version())
                .containsExactly(OptionalInt.of(3), OptionalInt.empty());
        assertThat(gone.settlement())
                .isInstanceOfSatisfying(
                        Settlement.Retry.class,
                        retry -> assertThat(retry.counts()).isFalse());
        assertThat(gone.detail()).startsWith("There is no version 3 of 'shop/ship' that is kept:");
    }

    @Test
    void aRecordIsAnEventThatIsABackgroundCall() {
        assertThat(run(work(Map.of("name", "orders")), attempt(7, 2, 1, Duration.ZERO)))
                .containsExactly(Verdict.DONE);
        Invocation invocation = invoked.getFirst();
        assertThat(invocation.function().value()).isEqualTo("shop/ship");
        assertThat(invocation.terms().rank()).isEqualTo(2);
        assertThat(invocation.terms().entryPoint()).isEqualTo(EntryPoint.EVENT);
        assertThat(invocation.terms().priority()).isEqualTo(Priority.BACKGROUND);
        assertThat(invocation.terms().attempt()).isEqualTo(2);
        assertThat(invocation.terms().key()).isEqualTo("k");
        assertThat(invocation.head().headers().first(Invocation.ATTEMPT)).contains("2");
        assertThat(((Input.Event) invocation.input()).event().attributes())
                .containsEntry("id", "3:7")
                .containsEntry("source", "/namespaces/shop/topics/orders")
                .containsEntry("type", "dev.sluice.topic.record")
                .containsEntry("subject", "partition 3, offset 7")
                .containsEntry("partitionkey", "k");
    }

    @Test
    void whatAnAttemptToldLastIsHandedToTheNextOneAndThenForgotten() {
        TriggerWork work = work(Map.of("name", "orders"));
        answer = listener -> {
            listener.progress(ByteBuffer.wrap("half".getBytes(StandardCharsets.UTF_8)));
            end(listener, new Outcome.Threw(FunctionError.of("no paper")));
        };
        run(work, first(7));
        run(work, first(8));
        answer = listener -> end(listener, new Outcome.Threw(FunctionError.of("no ink")));
        run(work, attempt(7, 2, 1, Duration.ZERO));
        answer = listener -> end(listener, new Outcome.Succeeded(200));
        run(work, attempt(7, 3, 2, Duration.ZERO));
        run(work, first(7));

        assertThat(invoked)
                .extracting(
                        each -> each.head().headers().first("Sluice-Progress").orElse("none"))
                .containsExactly("none", "none", "aGFsZg==", "aGFsZg==", "none");
    }

    @Test
    void aFunctionIsToldWhenARecordWasAccepted() {
        run(work(Map.of("name", "orders")), first(7));
        ConsumerRecord<byte[], byte[]> dated = new ConsumerRecord<>(
                "shop..orders",
                3,
                8,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        run(work(Map.of("name", "orders")), new Attempt(dated, 1, 0, Duration.ZERO, false));

        assertThat(invoked)
                .extracting(
                        each -> each.head().headers().first("Sluice-Accepted").orElse("none"))
                .containsExactly("none", "2026-11-28T09:00:00Z");
    }

    @Test
    void whatTheAnswerAsksForIsWaitedForInSecondsOrUntilADate() {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(600).atOffset(ZoneOffset.UTC));
        for (String asked : List.of("600", date)) {
            answer = listener -> {
                listener.head(503, Headers.of("Retry-After", asked));
                end(listener, new Outcome.Succeeded(503));
            };
            Verdict verdict = run(work(Map.of("name", "orders")), first(1)).getFirst();
            assertThat(((Settlement.Retry) verdict.settlement()).after())
                    .as(asked)
                    .isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void whatReachedTheCodeCountsAndTheRestDoesNot() {
        assertThat(verdict(new Outcome.Threw(new FunctionError("X", "no", List.of())), first(1)))
                .satisfies(verdict -> {
                    assertThat(((Settlement.Retry) verdict.settlement()).counts())
                            .isTrue();
                    assertThat(verdict.detail()).isEqualTo("'shop/ship' threw X: no.");
                });
        assertThat(verdict(new Outcome.Rejected(RejectReason.QUEUE_FULL, "No room.", Duration.ofSeconds(9)), first(1)))
                .satisfies(verdict -> {
                    Settlement.Retry retry = (Settlement.Retry) verdict.settlement();
                    assertThat(retry.counts()).isFalse();
                    assertThat(retry.after()).isEqualTo(Duration.ofSeconds(9));
                    assertThat(verdict.detail()).isEqualTo("No room.");
                });
        assertThat(verdict(new Outcome.Succeeded(404), first(1)).settlement())
                .isEqualTo(new Settlement.Dead(Settlement.REFUSED));
        assertThat(verdict(new Outcome.Succeeded(500), attempt(1, 9, 2, Duration.ZERO))
                        .settlement())
                .isEqualTo(new Settlement.Dead(Settlement.ATTEMPTS));
    }

    @Test
    void anOutageMakesNothingTooOld() {
        Attempt old = attempt(1, 4, 1, Duration.ofHours(5));
        assertThat(verdict(new Outcome.NoSuchFunction(), old).settlement()).isInstanceOf(Settlement.Retry.class);
        assertThat(verdict(new Outcome.Succeeded(500), old).settlement())
                .isEqualTo(new Settlement.Dead(Settlement.AGE));
    }

    @Test
    void aFunctionSaysOfEachEventOfABatchWhatBecameOfIt() {
        answer = listener -> {
            listener.head(200, Headers.of("Content-Type", "application/json"));
            listener.data(StandardCharsets.UTF_8.encode("{\"results\":[{\"status\":\"done\"},"));
            listener.data(StandardCharsets.UTF_8.encode("{\"status\":\"failed\",\"message\":\"no such item\"}]}"));
            end(listener, new Outcome.Succeeded(200));
        };
        assertThat(run(work(Map.of("name", "orders", "batch", 10)), first(1), first(2)))
                .containsExactly(
                        Verdict.DONE,
                        new Verdict(new Settlement.Dead(Settlement.REFUSED), "It says of this event: no such item"));
        assertThat(((Input.Batch) invoked.getFirst().input()).events()).hasSize(2);
    }

    private Verdict[] answered(String json) {
        answer = listener -> {
            listener.head(200, Headers.EMPTY);
            listener.data(StandardCharsets.UTF_8.encode(json));
            end(listener, new Outcome.Succeeded(200));
        };
        return run(work(Map.of("name", "orders", "batch", 10)), first(1), first(2), first(3))
                .toArray(Verdict[]::new);
    }

    @Test
    void aFunctionOfLambdasNamesThoseThatFailed() {
        String itself = "{\"batchItemFailures\":[{\"itemIdentifier\":\"3:2\"}]}";
        String place = "{\"batchItemFailures\":[{\"itemIdentifier\":{\"partition\":\"orders-3\",\"offset\":2}}]}";
        for (String json : List.of(itself, place, place.replace("orders", "shop..orders"))) {
            Verdict[] verdicts = answered(json);
            assertThat(verdicts[0]).as(json).isEqualTo(Verdict.DONE);
            assertThat(verdicts[2]).as(json).isEqualTo(Verdict.DONE);
            assertThat(((Settlement.Retry) verdicts[1].settlement()).counts()).isTrue();
            assertThat(verdicts[1].detail()).isEqualTo("It says of this event: it failed");
        }
        assertThat(answered("{\"batchItemFailures\":[]}")).containsOnly(Verdict.DONE);
        assertThat(answered("{\"batchItemFailures\":[{\"itemIdentifier\":\"3:9\"}]}"))
                .allSatisfy(verdict -> {
                    assertThat(((Settlement.Retry) verdict.settlement()).counts())
                            .isTrue();
                    assertThat(verdict.detail())
                            .isEqualTo("Its answer to a batch cannot be used: '3:9' is the identifier of none of its"
                                    + " events.");
                });
    }

    @Test
    void anAnswerToABatchWithAsManyResultsAsNobodyAskedForCountsForAll() {
        answer = listener -> {
            listener.head(200, Headers.EMPTY);
            listener.data(StandardCharsets.UTF_8.encode("{\"results\":[]}"));
            end(listener, new Outcome.Succeeded(200));
        };
        assertThat(run(work(Map.of("name", "orders", "batch", 10)), first(1), first(2)))
                .hasSize(2)
                .allSatisfy(verdict -> {
                    assertThat(((Settlement.Retry) verdict.settlement()).counts())
                            .isTrue();
                    assertThat(verdict.detail())
                            .isEqualTo("Its answer to a batch cannot be used: the answer has 0 results for 2 events.");
                });
        answer = listener -> end(listener, new Outcome.Succeeded(204));
        assertThat(run(work(Map.of("name", "orders", "batch", 10)), first(1), first(2)))
                .containsExactly(Verdict.DONE, Verdict.DONE);
    }

    @Test
    void whatIsFilteredIsDoneWithoutACallAndCounted() {
        TriggerWork work = work(Map.of(
                "name",
                "orders",
                "batch",
                10,
                "format",
                "text",
                "filter",
                "event.data.endsWith('2') || event.x == '1'"));
        assertThat(run(work, first(1), first(2))).containsExactly(Verdict.DONE, Verdict.DONE);
        assertThat(((Input.Batch) invoked.getFirst().input()).events())
                .extracting(CloudEvent::id)
                .containsExactly("3:2");
        assertThat(work.filtered())
                .contains(new FilterReport(0, 1, "The filter fails: key 'x' is not present in map."));

        TriggerWork exact = work(Map.of("name", "orders", "filter", Map.of("exact", Map.of("id", "3:1"))));
        invoked.clear();
        assertThat(run(exact, first(2))).containsExactly(Verdict.DONE);
        assertThat(invoked).isEmpty();
        assertThat(exact.filtered()).contains(new FilterReport(1, 0, ""));
        assertThat(work(Map.of("name", "orders")).filtered()).isEmpty();
    }

    @Test
    void aFilterThatDoesNotFitIsRefusedWithItsPlace() {
        Binding<TriggerSettings> read = TriggerSettings.KIND.readSpec(
                Map.of("function", "ship", "topic", Map.of("name", "orders", "filter", "event.type == 1")));
        assertThat(((Binding.Refused<TriggerSettings>) read).problems())
                .extracting(SpecProblem::path)
                .containsExactly("topic.filter");
    }

    @Test
    void whatARecordDoesNotSayOfItsValueTheTriggerMay() {
        run(work(Map.of("name", "orders", "format", "json")), first(1));
        assertThat(((Input.Event) invoked.getFirst().input()).event().contentType())
                .contains("application/json");
        Attempt told = first(1);
        told.record().headers().add("content-type", "text/csv".getBytes(StandardCharsets.UTF_8));
        run(work(Map.of("name", "orders", "format", "json")), told);
        assertThat(((Input.Event) invoked.getLast().input()).event().contentType())
                .contains("text/csv");
    }

    @Test
    void aMalformedEventIsDeadAtOnceAndTheOthersOfItsBatchAreNot() {
        Attempt malformed = first(1);
        malformed.record().headers().add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
        List<Verdict> verdicts = run(work(Map.of("name", "orders", "batch", 10)), malformed, first(2));
        assertThat(verdicts.getFirst().settlement()).isEqualTo(new Settlement.Dead("malformed_event"));
        assertThat(verdicts.getFirst().detail())
                .isEqualTo("The event is malformed: it has no 'id', which every event must have.");
        assertThat(verdicts.getLast()).isEqualTo(Verdict.DONE);
    }

    @Test
    void aDeadRecordIsKeptAsItWasUnderAnIdThatFollowsFromItsPlace() {
        TriggerWork work = work(Map.of("name", "orders"));
        for (int i = 0; i < 2; i++) {
            work.bury(attempt(7, 3, 3, Duration.ZERO), "attempts_exhausted", "It threw.")
                    .toCompletableFuture()
                    .join();
        }
        assertThat(letters).hasSize(2);
        assertThat(letters.getFirst().id()).isEqualTo(letters.getLast().id());
        DeadWork.TopicRecord record = (DeadWork.TopicRecord) letters.getFirst().work();
        assertThat(record.trigger()).isEqualTo("ship-orders");
        assertThat(record.topic()).isEqualTo("shop..orders");
        assertThat(record.offset()).isEqualTo(7);
        assertThat(record.value()).contains(ByteBuffer.wrap("value 7".getBytes(StandardCharsets.UTF_8)));
        assertThat(letters.getFirst().failure().attempts()).isEqualTo(3);
        assertThat(letters.getFirst().failure().error()).isEqualTo("It threw.");
    }

    @Test
    void aFunctionIsToldTheFunctionsThatAnEventCameThrough() {
        run(work(Map.of("name", "orders")), through(first(7), "shop/a"));
        run(work(Map.of("name", "orders")), first(8));
        assertThat(invoked.getFirst().terms().chain()).containsExactly("shop/a", "shop/ship");
        assertThat(invoked.getFirst().head().headers().first("Sluice-Chain")).contains("shop/a, shop/ship");
        assertThat(invoked.getLast().terms().chain()).containsExactly("shop/ship");
    }

    @Test
    void onlyWhatAllEventsOfABatchCameThroughIsSure() {
        run(
                work(Map.of("name", "orders", "batch", 10)),
                through(first(7), "shop/a, shop/b"),
                through(first(8), "shop/b"));
        assertThat(invoked.getFirst().terms().chain()).containsExactly("-", "shop/b", "shop/ship");
    }

    @Test
    void anEventThatComesBackIsDeadAtOnceAndShowsItsChain() {
        List<Verdict> verdicts = run(
                work(Map.of("name", "orders", "batch", 10)),
                through(first(7), "shop/a, shop/ship"),
                through(first(8), "shop/a, shop/b, shop/c"),
                first(9));
        assertThat(verdicts)
                .containsExactly(
                        new Verdict(
                                new Settlement.Dead("call_loop"),
                                "The calls go round in a circle: shop/a -> shop/ship -> shop/ship."),
                        new Verdict(
                                new Settlement.Dead("call_loop"),
                                "More than 3 functions stand behind each other: shop/a -> shop/b -> shop/c ->"
                                        + " shop/ship."),
                        Verdict.DONE);
        work(Map.of("name", "orders"))
                .bury(through(first(7), "shop/a, shop/ship"), "call_loop", "It goes round.")
                .toCompletableFuture()
                .join();
        assertThat(letters.getFirst().failure().chain()).containsExactly("shop/a", "shop/ship", "shop/ship");
    }

    private static Attempt through(Attempt attempt, String chain) {
        attempt.record().headers().add("sluice-chain", chain.getBytes(StandardCharsets.UTF_8));
        return attempt;
    }
}
