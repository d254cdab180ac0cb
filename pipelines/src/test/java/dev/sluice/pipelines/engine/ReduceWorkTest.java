package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ReduceWorkTest {

    private static final String CHUNKS = "reduced.chunks";

    private final List<StageSpan> spans = new ArrayList<>();
    private final Items items = new Items(new PipelineId(Namespace.DEFAULT, "p"));
    private final Map<String, byte[]> kept = new TreeMap<>();

    private static PipelineGraph graph(String reduce) {
        return Written.graph("""
                source: {batch: {}}
                stages:
                  reduced: {from: source, reduce: REDUCE}
                sinks:
                  done: {from: reduced, topic: done}
                """.replace("REDUCE", reduce));
    }

    private static Node.Step step(PipelineGraph graph) {
        return (Node.Step)
                graph.nodes().stream().filter(Counters::isBarrier).findFirst().orElseThrow();
    }

    private static Stage.Reduce reduce(PipelineGraph graph) {
        return (Stage.Reduce) step(graph).stage();
    }

    /** Its work, with what was kept. */
    private ReduceWork work(String reduce) {
        PipelineGraph graph = graph(reduce);
        ReduceWork work = new ReduceWork(new ReduceWork.Barrier(
                step(graph),
                reduce(graph),
                reduce(graph)
                        .function()
                        .map(call -> new FoldChunks(call, step(graph).keptAs(), items, CHUNKS)),
                new Way(graph),
                items,
                new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                new BatchCounts(new Counters(graph), StageName::value, "failed", _ -> false),
                new StageTraces(
                        Optional.of(new Tracing(0, spans::add)),
                        items.pipeline(),
                        step(graph).name(),
                        InstantSource.system())));
        kept.forEach((key, value) -> work.restore(BatchRecords.key(key), value));
        return work;
    }

    private List<ProducerRecord<byte[], byte[]>> run(ReduceWork work, List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            read.add(ReadAgain.at(read.size(), record));
        }
        Step step = new Step("kept", 0);
        work.run(read, step);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (!record.topic().equals("kept")) {
                sent.add(record);
            } else if (record.value() == null) {
                kept.remove(BatchRecords.batch(record.key()));
            } else {
                kept.put(BatchRecords.batch(record.key()), record.value());
            }
        }
        return sent;
    }

    private ProducerRecord<byte[], byte[]> member(int number, String data) {
        return member(Integer.toString(number), data);
    }

    private ProducerRecord<byte[], byte[]> member(String name, String data) {
        try {
            return new Targets(_ -> "reduced", _ -> 1_000_000, "dead", 1)
                    .record(
                            new Way.Arrived(
                                    step(graph("{fold: count}")),
                                    items.ofBatch("b", name, data.getBytes(StandardCharsets.UTF_8))),
                            List.of());
        } catch (ItemFailedException e) {
            throw new AssertionError(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> count(long by) {
        return BatchRecords.count("reduced", "b", by);
    }

    private static List<String> said(List<ProducerRecord<byte[], byte[]>> sent) {
        return sent.stream()
                .filter(record -> record.topic().equals("done"))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void itsResultsAreInATraceOfTheirOwnWithLinksToThoseOfTheItems() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        ProducerRecord<byte[], byte[]> traced = member(0, "1");
        traced.headers().add("ce_traceparent", trace.getBytes(StandardCharsets.UTF_8));

        List<ProducerRecord<byte[], byte[]>> sent =
                run(work("{fold: count}"), List.of(count(2), traced, member(1, "2"), count(-2)));

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.links()).containsExactly(trace);
            assertThat(span.batch()).isEqualTo("b");
            assertThat(sent.getFirst().headers().lastHeader("traceparent").value())
                    .isEqualTo(span.traceparent().getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void eachKeyHasAResultWhichWasFoldedAsItemsCameAndSurvivesAnOwner() {
        String reduce = "{fold: sum, value: event.data.n, by: event.data.k}";
        assertThat(run(
                        work(reduce),
                        List.of(
                                count(3),
                                member(0, "{\"k\":\"a\",\"n\":1}"),
                                count(-1),
                                member(1, "{\"k\":\"b\",\"n\":2}"),
                                count(-1))))
                .isEmpty();

        List<ProducerRecord<byte[], byte[]>> sent =
                run(work(reduce), List.of(member(2, "{\"k\":\"a\",\"n\":0.5}"), count(-1)));

        assertThat(said(sent))
                .containsExactly(
                        "{\"batch\":\"b\",\"key\":\"a\",\"count\":2,\"value\":1.5,\"leftOut\":0,\"missingCount\":0}",
                        "{\"batch\":\"b\",\"key\":\"b\",\"count\":1,\"value\":2,\"leftOut\":0,\"missingCount\":0}");
        assertThat(sent.getFirst().key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        assertThat(kept).isEmpty();
    }

    @Test
    void aListStandsInTheOrderOfTheItems() {
        List<ProducerRecord<byte[], byte[]>> sent = run(
                work("{fold: collect}"),
                List.of(count(1), member(10, "10"), member(9, "9"), member(2, "2"), count(-1)));

        assertThat(said(sent)).singleElement().asString().contains("\"value\":[2,9,10]");
    }

    @Test
    void idsThatDifferInZerosAloneAreTwoItems() {
        String long18 = "1".repeat(18);
        List<ProducerRecord<byte[], byte[]>> sent = run(
                work("{fold: collect}"),
                List.of(
                        count(1),
                        member("s01", "1"),
                        member("s1", "2"),
                        member("s001", "3"),
                        member(long18 + "7", "4"),
                        member(long18 + "000000000000000007", "5"),
                        member("s10", "6"),
                        count(-1)));

        assertThat(said(sent)).singleElement().asString().contains("\"value\":[5,4,2,3,1,6]");
    }

    @Test
    void theKeyOfAResultIsOnePartOfItsId() {
        List<ProducerRecord<byte[], byte[]>> sent =
                run(work("{fold: count, by: event.data}"), List.of(count(1), member(0, "\"a/f.0%\""), count(-1)));

        assertThat(new String(sent.getFirst().headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .isEqualTo("b/reduced.a%2Ff.0%25");
    }

    @Test
    void aBatchWithoutItemsHasAResultAndByKeysNone() {
        assertThat(said(run(work("{fold: count}"), List.of(count(1), count(-1)))))
                .singleElement()
                .asString()
                .contains("\"count\":0,\"value\":0");
        assertThat(said(run(work("{fold: count, by: event.data.k}"), List.of(count(1), count(-1)))))
                .isEmpty();
    }

    @Test
    void anItemThatHasNotWhatIsFoldedIsDeadAndMissing() {
        List<ProducerRecord<byte[], byte[]>> sent = run(
                work("{fold: sum, value: event.data.n}"),
                List.of(count(1), member(0, "{\"n\":\"many\"}"), member(1, "{\"n\":4}"), count(-1)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("dead", "source", "done", "source");
        assertThat(said(sent)).singleElement().asString().contains("\"value\":4", "\"missingCount\":1");
    }

    @Test
    void anItemWhoseKeyNoEventCanHaveIsDeadAndTheOthersAreFolded() {
        for (String key : List.of("a\\tb", "a\\u007f", "\\ud83d")) {
            List<ProducerRecord<byte[], byte[]>> sent = run(
                    work("{fold: count, by: event.data.k}"),
                    List.of(count(2), member(0, "{\"k\":\"" + key + "\"}"), member(1, "{\"k\":\"c\"}"), count(-2)));

            assertThat(sent).map(ProducerRecord::topic).containsExactly("dead", "source", "done", "source");
            assertThat(said(sent)).singleElement().asString().contains("\"key\":\"c\"", "\"missingCount\":1");
        }
    }

    private static List<String> chunks(List<ProducerRecord<byte[], byte[]>> sent) {
        return sent.stream()
                .filter(record -> record.topic().equals(CHUNKS))
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What comes of the chunks, in the place of the function. */
    private static List<ProducerRecord<byte[], byte[]>> answers(
            List<ProducerRecord<byte[], byte[]>> sent, Optional<String> value) {
        return sent.stream()
                .filter(record -> record.topic().equals(CHUNKS))
                .map(record -> ReadAgain.at(0, record))
                .map(read -> BatchRecords.ofChunk(read, value.map(text -> text.getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow())
                .map(answered -> BatchRecords.answered("reduced", "b", answered, RecordHeader.of("sluice-chain", "f")))
                .toList();
    }

    @Test
    void aFunctionGetsChunksAsItemsComeAndTheResultWaitsForWhatComesOfThem() {
        String reduce = "{function: {name: add, chunk: 2}, by: event.data.k}";
        List<ProducerRecord<byte[], byte[]>> early = run(
                work(reduce),
                List.of(
                        count(1),
                        member(0, "{\"k\":\"a\",\"n\":1}"),
                        member(1, "{\"k\":\"b\",\"n\":2}"),
                        member(2, "{\"k\":\"a\",\"n\":4}"),
                        member(3, "{\"k\":\"a\",\"n\":8}")));
        assertThat(chunks(early)).containsExactly("[{\"k\":\"a\",\"n\":1},{\"k\":\"a\",\"n\":4}]");

        assertThat(run(work(reduce), List.of(count(-1))))
                .as("something is under way")
                .isEmpty();
        List<ProducerRecord<byte[], byte[]>> last =
                run(work(reduce), answers(early, Optional.of("{\"k\":\"a\",\"n\":5}")));
        assertThat(chunks(last)).containsExactly("[{\"k\":\"a\",\"n\":8},{\"k\":\"a\",\"n\":5}]");
        List<ProducerRecord<byte[], byte[]>> sent =
                run(work(reduce), answers(last, Optional.of("{\"k\":\"a\",\"n\":13}")));

        assertThat(said(sent))
                .containsExactly(
                        "{\"batch\":\"b\",\"key\":\"a\",\"count\":3,\"value\":{\"k\":\"a\",\"n\":13},\"leftOut\":0,\"missingCount\":0}",
                        "{\"batch\":\"b\",\"key\":\"b\",\"count\":1,\"value\":{\"k\":\"b\",\"n\":2},\"leftOut\":0,\"missingCount\":0}");
        assertThat(sent.getFirst().headers().lastHeader("sluice-chain"))
                .as("it came through the function")
                .isNotNull();
        assertThat(kept).isEmpty();
    }

    @Test
    void aChunkThatIsLostIsMissingAndTheResultIsMadeOfTheOthers() {
        String reduce = "{function: {name: add, chunk: 2}}";
        ReduceWork work = work(reduce);
        List<ProducerRecord<byte[], byte[]>> early =
                run(work, List.of(count(1), member(0, "1"), member(1, "2"), member(2, "4"), count(-1)));
        assertThat(chunks(early)).containsExactly("[1,2]");

        List<ProducerRecord<byte[], byte[]>> sent = run(work, answers(early, Optional.empty()));

        assertThat(said(sent))
                .containsExactly("{\"batch\":\"b\",\"count\":1,\"value\":4,\"leftOut\":0,\"missingCount\":2}");
    }

    @Test
    void aBatchWithoutItemsHasNoValueOfAFunction() {
        assertThat(said(run(work("{function: add}"), List.of(count(1), count(-1)))))
                .containsExactly("{\"batch\":\"b\",\"count\":0,\"value\":null,\"leftOut\":0,\"missingCount\":0}");
    }

    @Test
    void aBatchThatIsGivenUpWaitsForNoFunctionAndItsAnswersAreNobodys() {
        ReduceWork work = work("{function: {name: add, chunk: 2}}");
        List<ProducerRecord<byte[], byte[]>> early =
                run(work, List.of(count(1), member(0, "1"), member(1, "2"), count(-1)));

        assertThat(run(work, List.of(BatchRecords.event("reduced", "b", BatchRecords.Event.CANCELLED, 0))))
                .map(ProducerRecord::topic)
                .containsExactly("source");
        assertThat(run(work, answers(early, Optional.of("3")))).isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void whereValuesTakeMuchMemoryChunksAreNotWaitedFor() {
        ReduceWork work = work("{function: {name: add, chunk: 1000}, by: event.data.k}");
        String filler = "x".repeat(200_000);
        run(work, List.of(count(1)));
        for (int i = 0; i < 90; i++) {
            assertThat(chunks(run(work, List.of(member(i, "{\"k\":" + i + ",\"x\":\"" + filler + "\"}")))))
                    .isEmpty();
        }

        assertThat(chunks(run(work, List.of(member(90, "{\"k\":7}"))))).hasSize(1);
    }

    @Test
    void whatWasGivenUpHasNoResult() {
        assertThat(run(
                        work("{fold: count}"),
                        List.of(
                                count(1),
                                member(0, "1"),
                                BatchRecords.event("reduced", "b", BatchRecords.Event.CANCELLED, 0),
                                count(-1))))
                .map(ProducerRecord::topic)
                .containsExactly("source");
    }
}
