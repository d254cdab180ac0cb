package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class WindowWorkTest {

    private static final long DAY = 24 * 60 * 60 * 1_000L;
    private static final TopicPartition PARTITION = new TopicPartition("p.sums", 0);

    private final List<StageSpan> spans = new ArrayList<>();
    private final Known settled = new Known();
    private final Map<String, byte[]> kept = new HashMap<>();
    private long offset;

    /** One partition at the source, and a clock that is set. */
    private static final class Known implements WindowWork.Settled {
        long until = Long.MIN_VALUE;
        boolean isWanted;

        @Override
        public long until() {
            return until;
        }

        @Override
        public void want() {
            isWanted = true;
        }

        @Override
        public List<String> partitionsOf(String topic) {
            return List.of(topic + "/0");
        }
    }

    private WindowWork work(String more) {
        PipelineGraph graph =
                Written.graph("""
            source: {topic: t}
            stages:
              sums: {from: source, window: {tumbling: 1m, value: event.data.n%s}}
              big: {from: sums, filter: 'event.data > 10.0'}
            sinks:
              done: {from: big, topic: big}
              late: {from: sums.late, topic: late}
            """.formatted(", late: topic" + (more.contains("fold") ? "" : ", fold: sum") + more));
        Node.Step step = (Node.Step) graph.nodes().stream()
                .filter(node -> node.name().value().equals("sums"))
                .findFirst()
                .orElseThrow();
        Targets targets = new Targets(node -> "to." + node.name(), _ -> 100_000, "dead", 100_000);
        WindowWork.Place place = new WindowWork.Place(
                step,
                (Stage.Window) step.stage(),
                new Way(graph),
                new Items(new PipelineId(Namespace.DEFAULT, "p")),
                targets,
                new StageTraces(
                        Optional.of(new Tracing(0, spans::add)),
                        new PipelineId(Namespace.DEFAULT, "p"),
                        step.name(),
                        InstantSource.system()),
                settled);
        WindowWork work = new WindowWork(place, PARTITION);
        kept.forEach((key, value) -> work.restore(key.getBytes(StandardCharsets.UTF_8), value));
        return work;
    }

    private ConsumerRecord<byte[], byte[]> record(String data, Optional<String> time, long at) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", "t/0/" + offset);
        attributes.put("source", "/s");
        attributes.put("type", "t");
        time.ifPresent(told -> attributes.put("time", told));
        TopicRecord written = KafkaEvents.write(new CloudEvent(
                attributes, Optional.of("application/json"), Optional.of(data.getBytes(StandardCharsets.UTF_8))));
        ProducerRecord<byte[], byte[]> record = written.to(PARTITION.topic());
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset++,
                at,
                TimestampType.CREATE_TIME,
                0,
                0,
                "k".getBytes(StandardCharsets.UTF_8),
                record.value(),
                new RecordHeaders(record.headers()),
                Optional.empty());
    }

    /** What a step sends, each as topic, blank, value; what it keeps is kept. */
    @SafeVarargs
    private List<String> step(WindowWork work, ConsumerRecord<byte[], byte[]>... records) {
        return sent(work, records).stream()
                .map(record -> record.topic() + " " + new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @SafeVarargs
    private List<ProducerRecord<byte[], byte[]>> sent(WindowWork work, ConsumerRecord<byte[], byte[]>... records) {
        Step step = new Step("kept", 0);
        work.run(List.of(records), step);
        work.tick(step);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (!record.topic().equals("kept")) {
                sent.add(record);
            } else if (record.value() == null) {
                kept.remove(new String(record.key(), StandardCharsets.UTF_8));
            } else {
                kept.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
            }
        }
        return sent;
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void aResultIsInATraceOfItsOwnWithLinksToThoseOfTheItems() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            records.add(record("{\"n\":7}", Optional.of("2026-01-01T00:00:10Z"), 60 * 365 * DAY));
            records.getLast().headers().add("ce_traceparent", trace.getBytes(StandardCharsets.UTF_8));
        }
        WindowWork work = work("");
        for (ConsumerRecord<byte[], byte[]> each : records) {
            sent(work, each);
        }

        List<ProducerRecord<byte[], byte[]>> sent =
                sent(work, record("{\"n\":1}", Optional.of("2026-01-01T00:02:10Z"), 60 * 365 * DAY));

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.links()).hasSize(128).containsOnly(trace);
            assertThat(header(sent.getFirst(), "ce_traceparent")).isEqualTo(span.traceparent());
        });
    }

    @Test
    void aResultIsAnEventOfItsWindowAndGoesThroughWhatFollows() {
        WindowWork work = work("");
        assertThat(step(
                        work,
                        record("{\"n\":7}", Optional.of("2026-01-01T00:00:10Z"), 60 * 365 * DAY),
                        record("{\"n\":5}", Optional.of("2026-01-01T00:00:59.999Z"), 60 * 365 * DAY),
                        record("{\"n\":1}", Optional.of("2026-01-01T00:01:00Z"), 60 * 365 * DAY)))
                .isEmpty();
        assertThat(settled.isWanted).isTrue();

        List<ProducerRecord<byte[], byte[]>> sent =
                sent(work(""), record("{\"n\":30}", Optional.of("2026-01-01T00:02:10Z"), 60 * 365 * DAY));

        // The second window has 1, which the filter does not want.
        assertThat(sent).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("to.done");
            assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo("12");
            assertThat(header(record, "ce_id")).isEqualTo("p.sums/0/2026-01-01T00:00:00Z-2026-01-01T00:01:00Z/1/k");
            assertThat(header(record, "ce_time")).isEqualTo("2026-01-01T00:00:59.999Z");
            assertThat(header(record, "ce_windowstart")).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(header(record, "ce_windowend")).isEqualTo("2026-01-01T00:01:00Z");
            assertThat(header(record, "ce_members")).isEqualTo("2");
            assertThat(header(record, "ce_final")).isEqualTo("true");
            assertThat(header(record, "ce_partitionkey")).isEqualTo("k");
        });
    }

    @Test
    void timesAreTextsOrMillisecondsAndThoseOfTheRecordWhereNoneIsTold() {
        WindowWork work = work(", time: event.data.at");
        assertThat(step(
                        work,
                        record("{\"n\":11,\"at\":1000}", Optional.empty(), 0),
                        record("{\"n\":12,\"at\":\"1970-01-01T01:01:00+01:00\"}", Optional.empty(), 0),
                        record("{\"n\":13,\"at\":1.2e5}", Optional.empty(), 0)))
                .containsExactly("to.done 11");

        kept.clear();
        assertThat(step(
                        work(""),
                        record("{\"n\":14}", Optional.empty(), 1_000),
                        record("{\"n\":15}", Optional.empty(), 80_000)))
                .containsExactly("to.done 14");
    }

    @Test
    void oneItemThatIsWrongHoldsUpNoOtherAndMovesNoTime() {
        WindowWork work = work(", time: event.data.at");
        List<ProducerRecord<byte[], byte[]>> sent = sent(
                work,
                record("{\"n\":1,\"at\":\"yesterday\"}", Optional.empty(), 0),
                record("{\"n\":1,\"at\":1e99}", Optional.empty(), 0),
                record("{\"n\":1,\"at\":" + (DAY + 1) + "}", Optional.empty(), 0),
                record("{\"n\":1}", Optional.empty(), 0),
                record("{\"n\":\"many\",\"at\":1}", Optional.empty(), 0),
                record("{\"n\":20,\"at\":1}", Optional.empty(), 0),
                record("{\"n\":20,\"at\":80000}", Optional.empty(), 0));

        assertThat(sent)
                .extracting(ProducerRecord::topic)
                .containsExactly("dead", "dead", "dead", "dead", "dead", "to.done");
        assertThat(sent.subList(0, 5))
                .extracting(record -> header(record, DeadItems.REASON) + ": " + header(record, DeadItems.DETAIL))
                .containsExactly(
                        "bad_time: Its time is 'yesterday', and neither a time as in 2026-11-28T09:00:00Z nor milliseconds"
                                + " since 1970.",
                        "bad_time: Its time is '1.0E99', and neither a time as in 2026-11-28T09:00:00Z nor milliseconds"
                                + " since 1970.",
                        "bad_time: Its time is 1970-01-02T00:00:00.001Z, more than a day after it came at"
                                + " 1970-01-01T00:00:00Z.",
                        "bad_time: The filter fails: key 'at' is not present in map.",
                        "bad_value: The value 'many' is no number.");
    }

    @Test
    void whatIsLateLeavesAsItCame() {
        WindowWork work = work("");
        step(work, record("{\"n\":20}", Optional.empty(), 0), record("{\"n\":20}", Optional.empty(), 80_000));

        assertThat(step(work, record("{\"n\":3}", Optional.of("1970-01-01T00:00:01Z"), 80_001)))
                .containsExactly("to.late {\"n\":3}");
    }

    @Test
    void theClockEndsWindowsAndNothingIsKeptOfThem() {
        WindowWork work = work(", idle: 1s");
        step(work, record("{\"n\":20}", Optional.empty(), 0));
        settled.until = 69_999;
        assertThat(step(work)).isEmpty();
        settled.until = 70_000;

        assertThat(step(work)).containsExactly("to.done 20");
        assertThat(kept).containsOnlyKeys("clock");
        settled.isWanted = false;
        assertThat(step(work)).isEmpty();
        assertThat(settled.isWanted).isFalse();
    }

    @Test
    void aResultThatWhatFollowsCannotTakeIsADeadLetter() {
        WindowWork work = work(", fold: histogram");
        List<ProducerRecord<byte[], byte[]>> sent =
                sent(work, record("{\"n\":1}", Optional.empty(), 0), record("{\"n\":2}", Optional.empty(), 80_000));

        assertThat(sent).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("dead");
            assertThat(header(record, DeadItems.REASON)).isEqualTo("filter_failed");
            assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo("{\"1\":1}");
        });
    }
}
