package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.HeldOutputs;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.fold.Folding;
import dev.sluice.pipelines.fold.UnfitItemException;
import dev.sluice.pipelines.fold.Values;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.testkit.callchain.PlainSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FoldWorkTest {

    private static final PipelineId SHOP = new PipelineId(Namespace.DEFAULT, "shop");
    private static final Headers JSON = Headers.EMPTY.plus("content-type", "application/json");

    private final PipelineGraph graph = Written.graph("""
            source: {batch: {}}
            stages:
              best: {from: source, reduce: {function: {name: better, retry: {attempts: 2}}, by: event.data.k}}
            sinks:
              done: {from: best, topic: done}
            """);
    private final Node.Step reduce = (Node.Step) graph.nodes().get(1);
    private final Outputs outputs = new Outputs(BatchRecords::folded);
    private final List<CloudEvent> called = new ArrayList<>();
    private boolean paused;

    private FoldWork work(int status, Headers headers, String body) {
        FunctionName function = new FunctionName(Namespace.DEFAULT, "better");
        HopCalls calls = new HopCalls(
                new HopCalls.Called(
                        function,
                        RetrySettings.USUAL.policy(),
                        new EventChains(function, new PlainSeal(), new ChainLimit(3)),
                        1,
                        false),
                (invocation, listener) -> {
                    called.add(((Input.Event) invocation.input()).event());
                    listener.head(status, headers);
                    listener.data(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
                    listener.end(Headers.EMPTY);
                    listener.finished(new Outcome.Succeeded(status), Timings.NONE);
                    return EndedCall.INSTANCE;
                },
                InstantSource.system(),
                new Random(1),
                new StageCounts().of(SHOP, reduce.name()),
                new StageTraces(Optional.empty(), SHOP, reduce.name(), InstantSource.system()),
                _ -> LongAnswers.LOST);
        return new FoldWork(
                reduce,
                calls,
                outputs,
                new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                new BatchCounts(new Counters(graph), StageName::value, "failed", batch -> paused && batch.equals("b")));
    }

    /** The first attempt with a chunk of two. */
    private Attempt attempt() {
        Stage.Reduce.Call call = ((Stage.Reduce) reduce.stage()).function().orElseThrow();
        FoldChunks chunks = new FoldChunks(call, reduce.keptAs(), new Items(SHOP), "best.chunks");
        Folding folding = new Folding(Optional.empty(), Optional.empty(), 1);
        Values values = (Values) folding.nothing();
        try {
            for (String data : List.of("{\"n\":1}", "{\"n\":2}")) {
                values.add(folding.of(new Items(SHOP).ofBatch("b", "0", data.getBytes(StandardCharsets.UTF_8)), "0"));
            }
        } catch (UnfitItemException e) {
            throw new AssertionError(e);
        }
        ProducerRecord<byte[], byte[]> record = chunks.due(
                        values, new FoldChunks.Of("b", "k/1", List.of(), () -> 7), true, false)
                .getFirst();
        return new Attempt(ReadAgain.at(0, record), 1, 0, Duration.ZERO, false);
    }

    private Verdict verdict(FoldWork work) {
        return verdict(work, attempt());
    }

    private Verdict verdict(FoldWork work, Attempt attempt) {
        HeldOutputs.own(outputs, new TopicPartition("best.chunks", 0));
        return work.run(List.of(attempt)).toCompletableFuture().join().getFirst();
    }

    private List<ConsumerRecord<byte[], byte[]>> made() {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        HeldOutputs.taken(outputs, new TopicPartition("best.chunks", 0), 0, 1)
                .forEach(record -> read.add(ReadAgain.at(read.size(), record)));
        return read;
    }

    private void isDead(Verdict verdict, String reason, String detail) {
        assertThat(verdict.settlement()).isEqualTo(new Settlement.Dead(reason));
        assertThat(verdict.detail()).isEqualTo(detail);
    }

    @Test
    void theFunctionGetsAListAndItsAnswerIsToldTheReduce() {
        Verdict verdict = verdict(work(200, JSON, "{\"n\":3}"));

        assertThat(verdict).isEqualTo(Verdict.DONE);
        assertThat(called).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("b/best/7");
            assertThat(event.attributes()).containsAllEntriesOf(Map.of("batch", "b", "source", SHOP.path()));
            assertThat(event.data().orElseThrow()).asString().isEqualTo("[{\"n\":1},{\"n\":2}]");
        });
        assertThat(made()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("best");
            assertThat(BatchRecords.batch(record.key())).isEqualTo("b");
            assertThat(BatchRecords.read(record).orElseThrow())
                    .isInstanceOfSatisfying(BatchRecords.Said.Answered.class, answered -> {
                        assertThat(answered.key()).isEqualTo("k/1");
                        assertThat(answered.members()).isEqualTo(2);
                        assertThat(answered.value().orElseThrow()).asString().isEqualTo("{\"n\":3}");
                    });
        });
    }

    @Test
    void aChunkOfAPausedBatchIsSetAsideAndComesBackAsItWas() {
        paused = true;

        Attempt attempt = attempt();

        assertThat(verdict(work(200, JSON, "{\"n\":3}"), attempt)).isEqualTo(Verdict.UNTRIED);

        assertThat(called).isEmpty();
        assertThat(made()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("failed");
            CloudEvent chunk = BatchRecords.member(record, "b").orElseThrow();
            assertThat(BatchCounts.back(chunk, record))
                    .usingRecursiveComparison()
                    .isEqualTo(TopicRecord.of(attempt.record()));
        });
    }

    @Test
    void anAnswerThatIsNoValueIsRefused() {
        isDead(
                verdict(work(200, JSON, "")),
                "bad_answer",
                "The function of a reduce answers with one value, and this answer has none.");
        isDead(
                verdict(work(200, JSON, "{\"n\":")),
                "bad_answer",
                "The answer cannot be used. The data is said to be JSON, and it is not JSON: a value is expected at line"
                        + " 1, column 7.");
        isDead(
                verdict(work(200, Headers.EMPTY.plus("content-type", "image/png"), "x")),
                "bad_answer",
                "The answer cannot be used. The data is neither JSON nor text, and cannot stand in a list: its type is"
                        + " 'image/png'.");
        isDead(
                verdict(work(200, Headers.EMPTY.plus("content-type", "application/cloudevents-batch+json"), "[]")),
                "bad_answer",
                "The function of a reduce answers with one value, and this answer has 0 events.");
        isDead(
                verdict(work(200, JSON, "\"" + "x".repeat(600_000) + "\"")),
                "answer_too_large",
                "The answer has more than 524288 bytes: give a reference to what is larger.");
        isDead(
                verdict(work(200, Headers.EMPTY.plus("content-type", "text/plain"), "\u0001".repeat(100_000))),
                "answer_too_large",
                "The answer has more than 524288 bytes in JSON: give a reference to what is larger.");
        assertThat(made()).isEmpty();
    }

    @Test
    void aCallThatFailsIsTriedAgain() {
        assertThat(verdict(work(500, JSON, "{}")).settlement()).isInstanceOf(Settlement.Retry.class);
    }

    @Test
    void aChunkThatIsDeadIsADeadLetterAndMissingInTheBatchAndInTheResult() {
        FoldWork work = work(500, JSON, "{}");
        HeldOutputs.own(outputs, new TopicPartition("best.chunks", 0));

        work.bury(attempt(), "attempts_exhausted", "It failed.")
                .toCompletableFuture()
                .join();

        List<ConsumerRecord<byte[], byte[]>> made = made();
        assertThat(made).map(ConsumerRecord::topic).containsExactly("dead", "best", "source");
        assertThat(made.getFirst().value()).asString().isEqualTo("[{\"n\":1},{\"n\":2}]");
        assertThat(BatchRecords.read(made.get(1))).contains(new BatchRecords.Said.Answered("k/1", 2, Optional.empty()));
        assertThat(BatchRecords.read(made.get(2)))
                .contains(new BatchRecords.Said.Lost(new Missing("b/best/7", "best", "attempts_exhausted")));
    }

    @Test
    void aChunkThatSomebodyElseHasWrittenIsNobodysAndADeadLetter() {
        ConsumerRecord<byte[], byte[]> foreign =
                new ConsumerRecord<>("best.chunks", 0, 0, null, "x".getBytes(StandardCharsets.UTF_8));
        foreign.headers().add("sluice-fold-members", "-5".getBytes(StandardCharsets.UTF_8));
        Attempt attempt = new Attempt(foreign, 1, 0, Duration.ZERO, false);
        FoldWork work = work(200, JSON, "{}");
        HeldOutputs.own(outputs, new TopicPartition("best.chunks", 0));

        assertThat(work.run(List.of(attempt))
                        .toCompletableFuture()
                        .join()
                        .getFirst()
                        .settlement())
                .isEqualTo(new Settlement.Dead("malformed_item"));
        work.bury(attempt, "malformed_item", "It is none.")
                .toCompletableFuture()
                .join();

        assertThat(called).isEmpty();
        assertThat(made()).map(ConsumerRecord::topic).containsExactly("dead");
    }
}
