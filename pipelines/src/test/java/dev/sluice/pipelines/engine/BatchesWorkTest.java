package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.engine.BatchRecords.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchesWorkTest {

    private static final Instant NOW = Instant.parse("2026-11-29T22:00:00Z");

    private final BatchesWork.Reading kept = new BatchesWork.Reading();
    private Instant now = NOW;
    private final BatchesWork work = new BatchesWork((InstantSource) () -> now);

    private static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                "batches",
                0,
                0,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                new RecordHeaders(record.headers().toArray()),
                Optional.empty());
    }

    private void run(List<ProducerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        records.forEach(record -> read.add(read(record)));
        Step step = new Step("kept", 0);
        work.run(read, step);
        work.tick(step);
        step.records().forEach(record -> kept.take(read(record)));
    }

    @Test
    void aBatchIsToldFromItsBeginToDaysAfterItsEnd() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.STORED, 2),
                BatchRecords.count("batches", "b", 2)));
        BatchStanding open = kept.of("b").orElseThrow();
        assertThat(open.state()).isEqualTo(BatchStanding.State.OPEN);
        assertThat(open.stored()).isEqualTo(2);
        assertThat(open.underWay()).isEqualTo(3);

        Missing missing = new Missing("b/1", "resize", "attempts_exhausted");
        run(List.of(
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.count("batches", "b", -2),
                BatchRecords.missing("batches", "b", missing)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.CLOSED);

        run(List.of(BatchRecords.count("batches", "b", -1)));
        BatchStanding over = kept.of("b").orElseThrow();
        assertThat(over.state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(over.ended()).contains(NOW);
        assertThat(over.failures()).containsExactly(missing);

        run(List.of(BatchRecords.event("batches", "b", Event.CANCELLED, 0)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.FAILED);

        now = NOW.plus(BatchesWork.KEPT).plusMillis(1);
        run(List.of());
        assertThat(kept.all()).isEmpty();
    }

    @Test
    void oneThatIsOverGoesOnWhenItsItemsAreRetried() {
        Missing one = new Missing("b/1", "resize", "attempts_exhausted");
        Missing other = new Missing("b/2", "resize", "attempts_exhausted");
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.missing("batches", "b", one),
                BatchRecords.missing("batches", "b", other),
                BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().isOver()).isTrue();

        run(List.of(BatchRecords.retried("batches", "b", one), BatchRecords.count("batches", "b", 1)));
        BatchStanding again = kept.of("b").orElseThrow();
        assertThat(again.state()).isEqualTo(BatchStanding.State.CLOSED);
        assertThat(again.ended()).isEmpty();
        assertThat(again.underWay()).isEqualTo(1);
        assertThat(again.failures()).containsExactly(other);

        run(List.of(
                BatchRecords.retried("batches", "b", other),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.missing("batches", "b", one),
                BatchRecords.count("batches", "b", -2)));
        BatchStanding over = kept.of("b").orElseThrow();
        assertThat(over.state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(over.failures()).containsExactly(one);
    }

    @Test
    void oneThatIsGivenUpStaysSo() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CANCELLED, 0),
                BatchRecords.event("batches", "b", Event.CLOSED, 0)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.CANCELLED);

        run(List.of(BatchRecords.count("batches", "b", -1)));
        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.FAILED);
        assertThat(kept.of("b").orElseThrow().givenUp()).isTrue();
    }

    @Test
    void oneWithoutItemsEndsWhenItIsClosed() {
        run(List.of(
                BatchRecords.event("batches", "b", Event.OPENED, 0),
                BatchRecords.count("batches", "b", 1),
                BatchRecords.event("batches", "b", Event.CLOSED, 0),
                BatchRecords.count("batches", "b", -1)));

        assertThat(kept.of("b").orElseThrow().state()).isEqualTo(BatchStanding.State.DONE);
    }
}
