package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.destination.Parcel;
import dev.sluice.events.destination.Sent;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.testkit.callchain.PlainSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DestinationWorkTest {

    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
    private static final Headers JSON = Headers.of("Content-Type", "application/json");

    private final List<Parcel> parcels = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private int calls;
    private Headers head = JSON;
    private Outcome outcome = new Outcome.Succeeded(200);
    private String body = "";
    private Function<Parcel, Sent> post = _ -> new Sent.Kept();

    private DestinationWork work(Map<String, Object> spec) {
        Map<String, Object> whole = new LinkedHashMap<>(Map.of("function", "ship"));
        if (!spec.containsKey("events")) {
            whole.put("topic", "orders");
        }
        whole.putAll(spec);
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(whole)).settings();
        TriggerId id = new TriggerId(new Namespace("shop"), "ship-orders");
        Reading reading =
                Reading.of(id, settings, NOW, new TopicNames("sluice.")).orElseThrow();
        InstantSource clock = InstantSource.fixed(NOW);
        EventChains chains =
                new EventChains(settings.function().in(id.namespace()), new PlainSeal(), new ChainLimit(16));
        Onward onward = new Onward(
                new Parcels(id, settings, reading, chains, clock),
                parcel -> {
                    parcels.add(parcel);
                    return CompletableFuture.completedStage(post.apply(parcel));
                },
                settings,
                reading,
                new SplittableRandom(1));
        TriggerWork called = new TriggerWork(
                id,
                settings,
                reading,
                (_, listener) -> answer(listener),
                letter -> {
                    letters.add(letter);
                    return CompletableFuture.allOf();
                },
                Optional.of(onward),
                chains,
                clock,
                new SplittableRandom(1));
        return new DestinationWork(called, onward);
    }

    private Call answer(CallListener listener) {
        calls++;
        if (outcome instanceof Outcome.Succeeded(int status)) {
            listener.head(status, head);
            listener.data(StandardCharsets.UTF_8.encode(body));
        }
        listener.finished(outcome, Timings.NONE);
        return EndedCall.INSTANCE;
    }

    private static Attempt attempt(long offset, String key) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "shop..orders",
                3,
                offset,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                7,
                key.getBytes(StandardCharsets.UTF_8),
                ("value " + offset).getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
        return new Attempt(record, 1, 0, Duration.ZERO, false);
    }

    private static List<Verdict> run(DestinationWork work, Attempt... attempts) {
        return work.run(List.of(attempts)).toCompletableFuture().join();
    }

    private static TopicRecord record(Parcel parcel) {
        Parcel.Records records = (Parcel.Records) parcel;
        assertThat(records.records()).hasSize(1);
        return records.records().getFirst();
    }

    private static String text(TopicRecord record) {
        return new String(record.value().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String field(TopicRecord record, String name) {
        return record.header(name).flatMap(RecordHeader::text).orElse("");
    }

    @Test
    void anAnswerIsARecordWithTheKeyOfItsEventAndAnIdThatARepeatHasToo() {
        body = "{\"shipped\":true}";
        DestinationWork work = work(Map.of("reply", "shipped"));

        assertThat(run(work, attempt(7, "ada"))).containsExactly(Verdict.DONE);
        assertThat(run(work, attempt(7, "ada"))).containsExactly(Verdict.DONE);
        assertThat(run(work, attempt(8, "ada"))).containsExactly(Verdict.DONE);

        assertThat(((Parcel.Records) parcels.getFirst()).topic()).hasToString("shop/shipped");
        TopicRecord record = record(parcels.getFirst());
        assertThat(record.key()).contains("ada".getBytes(StandardCharsets.UTF_8));
        assertThat(text(record)).isEqualTo(body);
        assertThat(field(record, "content-type")).isEqualTo("application/json");
        assertThat(field(record, "sluice-id"))
                .hasSize(26)
                .isEqualTo(field(record(parcels.get(1)), "sluice-id"))
                .isNotEqualTo(field(record(parcels.get(2)), "sluice-id"));
    }

    @Test
    void whatBecomesOfPublishedEventsIsSentOnAsThatOfTopics() {
        body = "{\"shipped\":true}";

        assertThat(run(
                        work(Map.of("events", Map.of(), "reply", "shipped", "onSuccess", Map.of("topic", "done"))),
                        attempt(7, "ada")))
                .containsExactly(Verdict.DONE);

        assertThat(parcels).hasSize(2);
        assertThat(text(record(parcels.getFirst()))).isEqualTo(body);
        assertThat(text(record(parcels.getLast()))).contains("\"trigger\":\"ship-orders\"", "\"value\":\"value 7\"");
    }

    @Test
    void aTriggerOfPublishedEventsThatSendsOnIsLeftAloneByBuildsThatKnowNoSuchOnes() {
        Map<String, Object> spec = new LinkedHashMap<>(Map.of("function", "ship", "events", Map.of()));
        assertThat(format(spec)).isEqualTo(1);
        spec.put("onFailure", Map.of("topic", "failed"));
        assertThat(format(spec)).isEqualTo(4);
    }

    @Test
    void aTriggerWithAPriorityOrAFairKeyIsLeftAloneByBuildsThatKnowNoSuchOnes() {
        assertThat(format(Map.of("function", "ship", "topic", "orders", "priority", 3)))
                .isEqualTo(1);
        assertThat(format(Map.of("function", "ship", "topic", "orders", "priority", 1)))
                .isEqualTo(6);
        assertThat(format(Map.of("function", "ship", "events", Map.of("fairKey", "subject"))))
                .isEqualTo(6);
    }

    private static int format(Map<String, Object> spec) {
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        return TriggerSettings.RESOURCE.spec().format(new Declared<>(Map.of(), spec, settings));
    }

    @Test
    void aRecordThatWasSentOnIsAnEventWithThatId() throws MalformedEventException {
        Attempt sentOn = attempt(7, "ada");
        sentOn.record().headers().add("sluice-id", "01JDW3N4Q5R6S7T8V9W0X1Y2Z3".getBytes(StandardCharsets.UTF_8));
        Attempt other = attempt(7, "ada");
        other.record().headers().add("sluice-id", "no id".getBytes(StandardCharsets.UTF_8));

        assertThat(RecordEvents.of(sentOn.record(), Optional.empty(), Optional.empty())
                        .id())
                .isEqualTo("01JDW3N4Q5R6S7T8V9W0X1Y2Z3");
        assertThat(RecordEvents.of(other.record(), Optional.empty(), Optional.empty())
                        .id())
                .isEqualTo("3:7");
    }

    @Test
    void anAnswerThatIsAnEventIsThatEvent() throws MalformedEventException {
        head = Headers.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/ship",
                "ce-type",
                "shipped",
                "Content-Type",
                "text/plain");
        body = "gone";

        run(work(Map.of("reply", "shipped")), attempt(7, "ada"));

        TopicRecord record = record(parcels.getFirst());
        CloudEvent event = KafkaEvents.read(record);
        assertThat(event.attributes()).containsEntry("id", "1").containsEntry("type", "shipped");
        assertThat(event.contentType()).contains("text/plain");
        assertThat(record.key()).contains("ada".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerWithoutABodyIsNoRecord() {
        assertThat(run(work(Map.of("reply", "shipped")), attempt(7, "ada"))).containsExactly(Verdict.DONE);
        assertThat(parcels).isEmpty();
    }

    @Test
    void anAnswerThatSaysItIsAnEventAndIsNoneIsAFailedAttempt() {
        head = Headers.of("ce-specversion", "1.0", "ce-id", "1");

        Verdict verdict =
                run(work(Map.of("reply", "shipped")), attempt(7, "ada")).getFirst();

        assertThat(((Settlement.Retry) verdict.settlement()).counts()).isTrue();
        assertThat(verdict.detail())
                .isEqualTo("Its answer cannot be used: the event is malformed: it has no 'source', which every event"
                        + " must have.");
    }

    @Test
    void anAnswerThatIsTooLongForARecordMakesADeadLetter() {
        body = "x".repeat(1024 * 1024 + 1);
        assertThat(run(work(Map.of("reply", "shipped")), attempt(7, "ada")))
                .containsExactly(new Verdict(
                        new Settlement.Dead("destination_refused"),
                        "Its answer has more than 1048576 bytes, the most of which a record is made."));
    }

    @Test
    void anAnswerToABatchIsAListWithARecordForEachEvent() {
        body = "[{\"n\":1}, null, 3]";
        Attempt[] attempts = {attempt(1, "a"), attempt(2, "b"), attempt(3, "c")};
        DestinationWork work = work(Map.of("topic", Map.of("name", "orders", "batch", 10), "reply", "shipped"));

        assertThat(run(work, attempts)).containsOnly(Verdict.DONE);

        assertThat(parcels).hasSize(2);
        assertThat(text(record(parcels.getFirst()))).isEqualTo("{\"n\":1}");
        assertThat(text(record(parcels.getLast()))).isEqualTo("3");
        assertThat(record(parcels.getLast()).key()).contains("c".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerToABatchThatIsNoSuchListIsAFailedAttemptOfAll() {
        DestinationWork work = work(Map.of("topic", Map.of("name", "orders", "batch", 10), "reply", "shipped"));
        Map<String, String> bad = Map.of(
                "[1]", "the answer is a list of 1 for 2 events",
                "{}", "it is not JSON: '[' is expected at line 1, column 1");

        bad.forEach((answer, why) -> {
            body = answer;
            assertThat(run(work, attempt(1, "a"), attempt(2, "b"))).hasSize(2).allSatisfy(verdict -> {
                assertThat(((Settlement.Retry) verdict.settlement()).counts()).isTrue();
                assertThat(verdict.detail())
                        .isEqualTo("Its answer to a batch cannot be used: with 'reply' it is a JSON list with an item"
                                + " for each event, and " + why + ".");
            });
        });
        body = "{\"results\":[{\"status\":\"done\"},{\"status\":\"failed\",\"message\":\"no\"}]}";
        assertThat(run(work, attempt(1, "a"), attempt(2, "b")))
                .containsExactly(
                        Verdict.DONE,
                        new Verdict(new Settlement.Dead(Settlement.REFUSED), "It says of this event: no"));
        assertThat(parcels).isEmpty();
    }

    @Test
    void anAnswerOfLambdasThatNamesThoseThatFailedMakesNoRecords() {
        DestinationWork work = work(Map.of("topic", Map.of("name", "orders", "batch", 10), "reply", "shipped"));
        body = "{\"batchItemFailures\":[{\"itemIdentifier\":\"3:2\"}]}";

        List<Verdict> verdicts = run(work, attempt(1, "a"), attempt(2, "b"));

        assertThat(verdicts.getFirst()).isEqualTo(Verdict.DONE);
        assertThat(((Settlement.Retry) verdicts.getLast().settlement()).counts())
                .isTrue();
        assertThat(verdicts.getLast().detail()).isEqualTo("It says of this event: it failed");
        assertThat(parcels).isEmpty();
    }

    @Test
    void whatIsDoneIsToldWithTheRecordAndTheAnswer() throws MalformedEventException {
        body = "gone";
        head = Headers.of("Content-Type", "text/plain");

        run(work(Map.of("onSuccess", Map.of("topic", "done"))), attempt(7, "ada"));

        TopicRecord record = record(parcels.getFirst());
        CloudEvent event = KafkaEvents.read(record);
        assertThat(event.type()).isEqualTo("dev.sluice.trigger.succeeded");
        assertThat(event.source()).isEqualTo("/namespaces/shop/triggers/ship-orders");
        assertThat(event.attribute("subject")).contains("orders, partition 3, offset 7");
        assertThat(text(record))
                .isEqualTo("{\"trigger\":\"ship-orders\",\"function\":\"ship\",\"attempts\":1,"
                        + "\"record\":{\"topic\":\"orders\",\"partition\":3,\"offset\":7,"
                        + "\"time\":\"2026-11-28T09:00:00Z\",\"key\":\"ada\",\"value\":\"value 7\",\"headers\":[]},"
                        + "\"answer\":{\"status\":200,\"contentType\":\"text/plain\",\"body\":\"gone\"}}");
    }

    @Test
    void aFunctionIsToldByACallThatIsTheSameForARepeat() {
        DestinationWork work = work(Map.of("onSuccess", Map.of("function", "tell")));

        run(work, attempt(7, "ada"));
        run(work, attempt(7, "ada"));

        QueuedCall call = ((Parcel.Call) parcels.getFirst()).call();
        assertThat(call.id()).isEqualTo(((Parcel.Call) parcels.getLast()).call().id());
        assertThat(call.function().value()).isEqualTo("shop/tell");
        assertThat(call.terms().entryPoint()).isEqualTo(EntryPoint.ASYNC);
        assertThat(call.terms().key()).isEqualTo("ada");
        assertThat(call.head().headers().first("ce-type")).contains("dev.sluice.trigger.succeeded");
        assertThat(call.head().headers().first("ce-id")).contains(call.id().value());
    }

    @Test
    void whatCannotBeSentYetIsSentAgainWithoutCallingTheFunctionAgain() {
        body = "1";
        DestinationWork work = work(Map.of("reply", "shipped", "onSuccess", Map.of("function", "tell")));
        post = parcel -> parcel instanceof Parcel.Call ? new Sent.NotYet("It is away.") : new Sent.Kept();

        Verdict verdict = run(work, attempt(7, "ada")).getFirst();

        assertThat(((Settlement.Retry) verdict.settlement()).counts()).isFalse();
        assertThat(verdict.detail()).isEqualTo("It is away.");
        post = _ -> new Sent.Kept();
        parcels.clear();
        assertThat(run(work, attempt(8, "bob"), attempt(7, "ada"))).containsExactly(Verdict.DONE, Verdict.DONE);
        assertThat(calls).isEqualTo(2);
        // Of the first one only what is left, and all of the other.
        assertThat(parcels).hasSize(3);
    }

    @Test
    void whatADestinationWillNeverTakeIsADeadLetter() {
        body = "1";
        post = _ -> new Sent.Never("It is too large.");
        assertThat(run(work(Map.of("reply", "shipped")), attempt(7, "ada")))
                .containsExactly(new Verdict(new Settlement.Dead("destination_refused"), "It is too large."));
    }

    @Test
    void aDeadLetterIsToldWithTheRecordAndTheErrorWhenItIsThere() throws MalformedEventException {
        DestinationWork work = work(Map.of("onFailure", Map.of("topic", "failed")));

        work.bury(attempt(7, "ada"), "attempts_exhausted", "It threw.")
                .toCompletableFuture()
                .join();

        TopicRecord record = record(parcels.getFirst());
        assertThat(KafkaEvents.read(record).type()).isEqualTo("dev.sluice.trigger.failed");
        assertThat(text(record))
                .endsWith("\"value\":\"value 7\",\"headers\":[]},"
                        + "\"error\":{\"reason\":\"attempts_exhausted\",\"detail\":\"It threw.\"},"
                        + "\"deadLetter\":\"" + letters.getFirst().id() + "\"}");
        assertThat(letters).hasSize(1);
    }

    @Test
    void aDeadLetterThatCannotBeToldYetIsToldAgainAndSaysSoIfItNeverCanBe() {
        DestinationWork work = work(Map.of("onFailure", Map.of("function", "tell")));
        post = _ -> new Sent.NotYet("It is away.");

        assertThatThrownBy(() -> work.bury(attempt(7, "ada"), "refused", "It said 404.")
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(NotSentException.class)
                .hasRootCauseMessage("It is away.");

        post = _ -> new Sent.Never("It is too large.");
        work.bury(attempt(7, "ada"), "refused", "It said 404.")
                .toCompletableFuture()
                .join();
        assertThat(letters.getLast().failure().error())
                .isEqualTo("It said 404. Its 'onFailure' could not be told: It is too large.");
        assertThat(letters.getFirst().id()).isEqualTo(letters.getLast().id());
    }

    @Test
    void whatFailsIsNotSentOn() {
        outcome = new Outcome.Threw(FunctionError.of("no"));
        run(
                work(Map.of(
                        "reply",
                        "shipped",
                        "onSuccess",
                        Map.of("topic", "done"),
                        "onFailure",
                        Map.of("topic", "failed"))),
                attempt(7, "ada"));
        assertThat(parcels).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreInBase64AndLongOnesAreCounted() {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("orders", 0, 1, new byte[] {(byte) 0xff}, new byte[192 * 1024 + 1]);
        OutcomeEvents events = new OutcomeEvents(new TriggerId(Namespace.DEFAULT, "t"), FunctionName.parse("f"));

        CloudEvent event = events.failed(
                RecordIds.of(new TriggerId(Namespace.DEFAULT, "t"), record, "x"),
                new Attempt(record, 1, 0, Duration.ZERO, false),
                "refused",
                "no",
                RecordIds.of(new TriggerId(Namespace.DEFAULT, "t"), record, "y"));

        assertThat(StandardCharsets.UTF_8
                        .decode(ByteBuffer.wrap(event.data().orElseThrow()))
                        .toString())
                .contains("\"keyBase64\":\"/w==\",\"valueBytes\":196609,");
    }

    @Test
    void whatIsSentOnSaysWhatItCameThrough() {
        body = "1";
        Attempt attempt = attempt(7, "ada");
        attempt.record().headers().add("sluice-chain", "shop/a".getBytes(StandardCharsets.UTF_8));

        run(work(Map.of("reply", "shipped", "onSuccess", Map.of("function", "ship"))), attempt);

        assertThat(field(record(parcels.getFirst()), "sluice-chain")).isEqualTo("shop/a, shop/ship");
        QueuedCall call = ((Parcel.Call) parcels.getLast()).call();
        assertThat(call.terms().chain()).containsExactly("shop/a", "shop/ship", "shop/ship");
        assertThat(call.head().headers().first("Sluice-Chain")).contains("shop/a, shop/ship, shop/ship");
    }

    @Test
    void nothingIsToldOfWhatWentRoundInACircle() {
        work(Map.of("onFailure", Map.of("topic", "orders")))
                .bury(attempt(7, "ada"), "call_loop", "The calls go round in a circle.")
                .toCompletableFuture()
                .join();
        assertThat(parcels).isEmpty();
        assertThat(letters).hasSize(1);
    }

    @Test
    void aDestinationIsATopicOrAFunction() {
        Map<String, Object> spec = Map.of(
                "function",
                "f",
                "topic",
                "t",
                "onSuccess",
                Map.of(),
                "onFailure",
                Map.of("topic", "a", "function", "b"));

        assertThat(((Binding.Refused<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).problems())
                .extracting(problem -> problem.path() + ": " + problem.message())
                .containsExactly(
                        "onSuccess: it is told by one of topic and function",
                        "onFailure: it is told by one of topic and function");
    }
}
