package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Step;
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

    /** Its work, with what was kept. */
    private ReduceWork work(String reduce) {
        PipelineGraph graph = graph(reduce);
        ReduceWork work = new ReduceWork(new ReduceWork.Barrier(
                step(graph),
                (Stage.Reduce) step(graph).stage(),
                new Way(graph),
                items,
                new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                new BatchCounts(new Counters(graph), StageName::value, "failed"),
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
