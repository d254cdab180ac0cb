package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRecords.Event;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RerunWorkTest {

    private static final PipelineId PIPELINE = new PipelineId(Namespace.DEFAULT, "p");

    private static final PipelineGraph GRAPH = Written.graph("""
            source: {batch: {}}
            stages:
              made: {from: source, function: f, keep: 1h}
              joined: {from: made, join: {}, keep: 1h}
            sinks:
              done: {from: joined, topic: done}
            """);

    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final Map<String, byte[]> kept = new TreeMap<>();
    private final BatchCounts counts = new BatchCounts(new Counters(GRAPH), StageName::value, "failed", _ -> false);
    private long now = 1_000;
    private String stage = "made";
    private int limit = 1_000_000;
    private RerunWork work = work();

    private Node stage() {
        return GRAPH.nodes().stream()
                .filter(node -> node.name().value().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    private Targets targets() {
        return new Targets(node -> node.name().value(), _ -> limit, "dead", 1_000_000);
    }

    private RerunWork work() {
        return new RerunWork(
                new RerunWork.Place(
                        stage(),
                        Duration.ofHours(1),
                        targets(),
                        counts,
                        new LargeData(PIPELINE, Path.of("none"), NoCluster.unasked(), Instant::now),
                        () -> Instant.ofEpochMilli(now)),
                Again::new);
    }

    /** What was written into its topic. */
    private final class Again implements PastRecords {

        @Override
        public long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
            return ReadAgain.tellWhile(log, from, until, goesOn);
        }

        @Override
        public void close() {}
    }

    /** A gateway begins with what is kept. */
    private void begin() {
        work = work();
        kept.forEach((key, value) -> work.restore(BatchRecords.key(key), value));
    }

    private String topic() {
        return stage + ".rerun";
    }

    private ProducerRecord<byte[], byte[]> item(String batch, String name, int characters) {
        CloudEvent item = new Items(PIPELINE)
                .ofBatch(batch, name, ("x".repeat(characters) + name).getBytes(StandardCharsets.UTF_8));
        TopicRecord plain = KafkaEvents.write(item);
        return new ProducerRecord<>(
                topic(),
                null,
                BatchRecords.key(batch),
                plain.value().orElseThrow(),
                plain.to(topic()).headers());
    }

    private ProducerRecord<byte[], byte[]> told(String batch, Event event) {
        return BatchRecords.event(topic(), batch, event, 0);
    }

    private ProducerRecord<byte[], byte[]> into(String batch, String other, boolean givenUp) {
        return counts.rerunInto(other, new Rerun(batch, stage), givenUp);
    }

    /** What comes of these in one step, which is not kept. */
    private Step step(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            read.add(ReadAgain.at(log.size(), record));
            log.add(read.getLast());
        }
        Step step = new Step("kept", 0);
        work.run(read, step);
        work.tick(step);
        return step;
    }

    /** Keeps a step, and tells what it sends, each as topic, key, and what it says. */
    private List<String> kept(Step step) {
        return ReadAgain.keep(step, kept).stream()
                .map(record -> record.topic() + ": " + said(record))
                .toList();
    }

    @SafeVarargs
    private List<String> run(ProducerRecord<byte[], byte[]>... records) {
        return kept(step(List.of(records)));
    }

    private static String said(ProducerRecord<byte[], byte[]> record) {
        ConsumerRecord<byte[], byte[]> read = ReadAgain.at(0, record);
        if (record.value() != null) {
            try {
                CloudEvent item = KafkaEvents.read(TopicRecord.of(read));
                return item.id() + " of " + BatchCounts.of(item);
            } catch (dev.sluice.core.event.MalformedEventException e) {
                throw new AssertionError(e);
            }
        }
        String batch = BatchRecords.batch(record.key());
        return batch
                + switch (BatchRecords.read(read).orElseThrow()) {
                    case BatchRecords.Said.Counted(long by) -> " " + by;
                    case BatchRecords.Said.Told(Event event, long items) ->
                        " " + event + (items == 0 ? "" : " " + items);
                    case BatchRecords.Said.Lost(Missing missing) -> " lost " + missing.id() + " " + missing.reason();
                    default -> " " + record;
                };
    }

    @Test
    void whatABatchHadComesToTheStageAsItemsOfAnotherOneWhichIsThenClosed() {
        run(
                told("a", Event.OPENED),
                item("a", "1", 0),
                item("other", "7", 0),
                item("a", "2", 0),
                told("a", Event.ENDED));

        List<String> sent = run(into("a", "b", false));

        assertThat(sent)
                .containsExactly(
                        "made: b/1 of b",
                        "made.rerun: b/1 of b",
                        "made: b/2 of b",
                        "made.rerun: b/2 of b",
                        "source: b STORED 2",
                        "joined: b CLOSED",
                        "source: b CLOSED",
                        "joined: b 1",
                        "source: b 1");
        assertThat(run()).isEmpty();
        assertThat(work.needed()).hasValue(0);
    }

    @Test
    void anItemIsTheSameInAnotherBatchButForItsNameThere() throws Exception {
        CloudEvent sent =
                new Items(PIPELINE).sent("a", "7", SentItem.ofJson("{\"n\":1}".getBytes(StandardCharsets.UTF_8)));
        CloudEvent item = sent.with(
                Map.of(CloudEvent.KEY, "k", "traceparent", "00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-01"));
        ProducerRecord<byte[], byte[]> kept =
                targets().kept(new Way.Arrived(stage(), item), List.of()).getFirst();

        ProducerRecord<byte[], byte[]> made =
                step(List.of(told("a", Event.OPENED), kept, into("a", "b", false))).records().stream()
                        .filter(record -> record.topic().equals("made"))
                        .findFirst()
                        .orElseThrow();

        CloudEvent moved = KafkaEvents.read(TopicRecord.of(ReadAgain.at(0, made)));
        assertThat(made.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
        assertThat(moved.attributes())
                .isEqualTo(item.with(Map.of("id", "b/7", "batch", "b")).attributes());
        assertThat(moved.contentType()).isEqualTo(item.contentType());
        assertThat(moved.data().orElseThrow()).isEqualTo(item.data().orElseThrow());
    }

    @Test
    void itemsOfABatchComeToAJoinAsItsMembersAndAreNotCounted() {
        stage = "joined";
        work = work();
        run(told("a", Event.OPENED), item("a", "1", 0), item("a", "2", 0));

        assertThat(run(into("a", "b", false)))
                .containsExactly(
                        "joined: b/1 of b",
                        "joined.rerun: b/1 of b",
                        "joined: b/2 of b",
                        "joined.rerun: b/2 of b",
                        "source: b STORED 2",
                        "joined: b CLOSED",
                        "source: b CLOSED",
                        "joined: b -1",
                        "source: b -1");
    }

    @Test
    void eachItemGoesOnceThoughTheGatewayIsKilledBeforeAndAfterACommit() {
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(List.of(told("a", Event.OPENED)));
        for (int i = 0; i < 10; i++) {
            all.add(item("a", Integer.toString(i), 900_000));
        }
        kept(step(all));
        kept(step(List.of(told("a", Event.ENDED))));
        List<String> sent = new ArrayList<>(kept(step(List.of(into("a", "b", false)))));
        int steps = 1;
        while (!sent.contains("source: b CLOSED")) {
            begin();
            step(List.of());
            begin();
            sent.addAll(kept(step(List.of())));
            steps++;
        }

        assertThat(steps).isGreaterThan(2);
        assertThat(sent.stream().filter(each -> each.startsWith("made: ")))
                .containsExactly(
                        "made: b/0 of b",
                        "made: b/1 of b",
                        "made: b/2 of b",
                        "made: b/3 of b",
                        "made: b/4 of b",
                        "made: b/5 of b",
                        "made: b/6 of b",
                        "made: b/7 of b",
                        "made: b/8 of b",
                        "made: b/9 of b");
        assertThat(kept.keySet()).containsExactly("a");
        assertThat(Collections.frequency(sent, "joined: b CLOSED")).isEqualTo(1);
    }

    @Test
    void aBatchIsKeptWholeUntilItHasBeenOverForSoLongAndThenGoesWhole() {
        run(told("a", Event.OPENED), item("a", "1", 0), told("b", Event.OPENED));
        now += Duration.ofDays(30).toMillis();
        run(told("a", Event.ENDED));
        now += Duration.ofHours(1).toMillis();
        run();
        assertThat(work.needed()).hasValue(0);
        assertThat(RerunWork.Came.read(Objects.requireNonNull(kept.get("a"))).isPast(Duration.ofHours(1), now))
                .isFalse();

        now++;
        run();

        assertThat(work.needed()).hasValue(2);
        assertThat(kept.keySet()).containsExactly("b");
        assertThat(run(into("a", "again", false)))
                .as("somebody asked for it a moment before")
                .containsExactlyInAnyOrder(
                        "joined: again CANCELLED",
                        "source: again CANCELLED",
                        "failed: again CANCELLED",
                        "joined: again CLOSED",
                        "source: again CLOSED",
                        "joined: again -1",
                        "source: again -1");
    }

    @Test
    void aBatchOfWhichAPartCameBeforeAnythingWasKeptIsNotRunAgain() {
        run(item("a", "2", 0), told("a", Event.ENDED));

        assertThat(run(into("a", "b", false))).contains("source: b CANCELLED").noneMatch(each -> each.contains("b/2"));
        assertThat(kept).isEmpty();
    }

    @Test
    void nothingMoreComesIntoABatchThatIsGivenUp() {
        run(told("a", Event.OPENED), item("a", "1", 900_000));
        for (int i = 0; i < 9; i++) {
            run(item("a", "m" + i, 900_000));
        }
        run(into("a", "b", false));

        assertThat(run(into("a", "b", true)))
                .containsExactly("joined: b CLOSED", "source: b CLOSED", "joined: b -1", "source: b -1");
        assertThat(run()).isEmpty();
        assertThat(run(into("a", "b", true))).as("it is over").isEmpty();
    }

    @Test
    void anItemThatFindsNoRoomUnderALongerNameIsADeadLetterAndMissing() {
        run(told("a", Event.OPENED), item("a", "1", 0));
        limit = 300;
        begin();

        assertThat(run(into("a", "a-much-longer-name-of-the-other-batch", false)))
                .contains(
                        "source: a-much-longer-name-of-the-other-batch lost a-much-longer-name-of-the-other-batch/1"
                                + " item_too_large",
                        "joined: a-much-longer-name-of-the-other-batch lost a-much-longer-name-of-the-other-batch/1"
                                + " item_too_large",
                        "source: a-much-longer-name-of-the-other-batch STORED 1",
                        "joined: a-much-longer-name-of-the-other-batch -1")
                .anyMatch(each -> each.startsWith("dead: "));
    }
}
