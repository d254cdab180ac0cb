package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JoinWorkTest {

    private static final String GRAPH = """
            source: {batch: {}}
            stages:
              joined: {from: source, join: JOIN}
            sinks:
              done: {from: joined, topic: done}
            """;

    private final Items items = new Items(new PipelineId(Namespace.DEFAULT, "p"));
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final Map<String, byte[]> kept = new TreeMap<>();
    private final List<StageSpan> spans = new ArrayList<>();
    private String join = "{}";
    private JoinWork work = work();

    private JoinWork work() {
        PipelineGraph graph = Written.graph(GRAPH.replace("JOIN", join));
        Node.Step step = (Node.Step)
                graph.nodes().stream().filter(Counters::isBarrier).findFirst().orElseThrow();
        return new JoinWork(
                new JoinWork.Barrier(
                        step,
                        (Stage.Join) step.stage(),
                        new Way(graph),
                        items,
                        new Targets(node -> node.name().value(), _ -> 1_000_000, "dead", 1_000_000),
                        new BatchCounts(new Counters(graph), StageName::value, "failed", _ -> false),
                        new StageTraces(
                                Optional.of(new Tracing(0, spans::add)),
                                items.pipeline(),
                                step.name(),
                                Clock.systemUTC()),
                        Clock.systemUTC(),
                        _ -> {
                            throw new AssertionError("nothing is read again");
                        }),
                new TopicPartition("joined", 0));
    }

    /** What a batch makes visible with these records, as topics. */
    private List<ProducerRecord<byte[], byte[]>> run(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            ConsumerRecord<byte[], byte[]> each = ReadAgain.at(log.size(), record);
            log.add(each);
            read.add(each);
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

    private ProducerRecord<byte[], byte[]> member(String batch, String name, String data) {
        try {
            return new Targets(_ -> "joined", _ -> 1_000_000, "dead", 1)
                    .record(
                            new Way.Arrived(
                                    Written.graph(GRAPH.replace("JOIN", join)).nodes().stream()
                                            .filter(Counters::isBarrier)
                                            .findFirst()
                                            .orElseThrow(),
                                    items.ofBatch(batch, name, data.getBytes(StandardCharsets.UTF_8))),
                            List.of());
        } catch (ItemFailedException e) {
            throw new AssertionError(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> count(String batch, long by) {
        return BatchRecords.count("joined", batch, by);
    }

    private static String json(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static List<String> ids(String json) {
        return Pattern.compile("\\{\"specversion\":\"1.0\",\"id\":\"([^\"]+)\"")
                .matcher(json)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> traced(String name, String trace) {
        ProducerRecord<byte[], byte[]> member = member("b", name, name);
        member.headers().add("ce_traceparent", trace.getBytes(StandardCharsets.UTF_8));
        return member;
    }

    @Test
    void itsItemIsInATraceOfItsOwnWithLinksToThoseOfTheMembers() {
        String one = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        List<ProducerRecord<byte[], byte[]>> sent = run(
                List.of(count("b", 4), traced("1", one), traced("2", other), member("b", "3", "3"), count("b", -4)));

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.links()).containsExactly(one, other);
            assertThat(span.item()).isEqualTo("b/joined");
            assertThat(span.batch()).isEqualTo("b");
            assertThat(span.failed()).isFalse();
            assertThat(sent.getFirst().headers().lastHeader("traceparent").value())
                    .isEqualTo(span.traceparent().getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void itOpensWhenNothingIsUnderWayWithMembersInTheOrderOfTheirIds() {
        assertThat(run(List.of(count("b", 4), member("b", "10", "10"), count("b", -1), member("b", "9", "9"))))
                .isEmpty();
        assertThat(work.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(kept).containsOnlyKeys("b");

        List<ProducerRecord<byte[], byte[]>> sent = run(List.of(count("b", -1), member("b", "2", "2"), count("b", -2)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("done", "source");
        String item = json(sent.getFirst());
        assertThat(ids(item)).containsExactly("b/2", "b/9", "b/10");
        assertThat(item).startsWith("{\"batch\":\"b\",\"expected\":3,\"count\":3,");
        assertThat(kept).isEmpty();
        assertThat(work.needed()).isEmpty();
    }

    @Test
    void batchesAreApartAndOneOfNoItemsOpensToo() {
        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("a", 1), count("b", 1), member("a", "0", "1"), count("b", -1), count("a", -1)));

        assertThat(sent)
                .filteredOn(record -> record.topic().equals("done"))
                .map(record -> ids(json(record)).size())
                .containsExactly(0, 1);
    }

    @Test
    void missingItemsFailABatchUnlessSoManyAreTolerated() {
        ProducerRecord<byte[], byte[]> lost =
                BatchRecords.missing("joined", "b", new Missing("b/1", "resize", "attempts_exhausted"));
        List<ProducerRecord<byte[], byte[]>> records =
                List.of(count("b", 2), member("b", "0", "1"), count("b", -1), lost, count("b", -1));

        List<ProducerRecord<byte[], byte[]>> failed = run(records);
        assertThat(failed).map(ProducerRecord::topic).containsExactly("source", "source");

        join = "{tolerate: 50%}";
        work = work();
        assertThat(json(run(records).getFirst()))
                .endsWith("\"missing\":[{\"id\":\"b/1\",\"stage\":\"resize\",\"reason\":\"attempts_exhausted\"}]}");

        join = "{missing: open}";
        work = work();
        assertThat(json(run(records).getFirst())).contains("\"expected\":2");
    }

    @Test
    void oneThatIsGivenUpDoesNotOpen() {
        List<ProducerRecord<byte[], byte[]>> sent = run(List.of(
                count("b", 1),
                member("b", "0", "1"),
                BatchRecords.event("joined", "b", BatchRecords.Event.CANCELLED, 0),
                count("b", -1)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("source");
        assertThat(run(List.of(BatchRecords.event("joined", "b", BatchRecords.Event.CANCELLED, 0))))
                .isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void ofManyMembersItIsSaidWhereTheyAreAndTheyStay() {
        String large = "\"" + "x".repeat(200_000) + "\"";

        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("b", 1), member("b", "0", large), member("b", "1", large), count("b", -1)));

        assertThat(json(sent.getFirst()))
                .contains("\"membersAt\":\"/pipelines/p/batches/b/members/joined\"")
                .doesNotContain("\"members\":");
        assertThat(work.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(JoinWork.Opened.read(kept.getOrDefault("b", new byte[0])))
                .hasValueSatisfying(opened -> assertThat(opened.until()).isEqualTo(3));
    }

    @Test
    void aStateIsRestoredAsItWas() {
        run(List.of(count("b", 3), member("b", "0", "1"), count("b", -1)));
        JoinWork other = work();
        kept.forEach((batch, value) -> other.restore(BatchRecords.key(batch), value));

        Step step = new Step("kept", 0);
        other.run(List.of(log.getFirst()), step);

        assertThat(other.needed()).isEqualTo(OptionalLong.of(1));
        assertThat(step.records())
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly("1 5 1 0 1 ");
    }

    @Test
    void whatItWaitsWithIsTold() {
        run(List.of(count("a", 3), member("a", "0", "1"), count("a", -1), count("b", 1)));

        assertThat(work.held()).isEqualTo(new Held(2, 1));

        run(List.of(count("a", -2), count("b", -1)));

        assertThat(work.held()).isEqualTo(Held.NOTHING);
    }

    @Test
    void whatSomebodyElseWroteIntoItsTopicIsDeadAndHoldsUpNoBatch() {
        ProducerRecord<byte[], byte[]> keyless = new ProducerRecord<>("joined", null, new byte[] {1});
        ProducerRecord<byte[], byte[]> keyed = new ProducerRecord<>("joined", BatchRecords.key("b"), new byte[] {2});
        ProducerRecord<byte[], byte[]> unreadable =
                new ProducerRecord<>("joined", BatchRecords.key("b"), new byte[] {3});
        unreadable.headers().add("ce_batch", BatchRecords.key("b"));
        ProducerRecord<byte[], byte[]> wrong = count("b", 1);
        wrong.headers().forEach(field -> wrong.headers().remove(field.key()).add(field.key(), new byte[] {'x'}));

        List<ProducerRecord<byte[], byte[]>> sent =
                run(List.of(count("b", 1), keyless, keyed, unreadable, wrong, member("b", "0", "1"), count("b", -1)));

        assertThat(sent).map(ProducerRecord::topic).containsExactly("dead", "dead", "dead", "dead", "done", "source");
        assertThat(new String(
                        sent.getFirst().headers().lastHeader(DeadItems.DETAIL).value(), StandardCharsets.UTF_8))
                .isEqualTo("The record is no item: somebody else has written it into the topic 'joined'.");
        assertThat(ids(json(sent.get(4)))).containsExactly("b/0");
    }
}
