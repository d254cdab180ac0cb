package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.pipelines.engine.BatchRecords.Said;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class BatchRecordsTest {

    private final CloudEvent item =
            new Items(new PipelineId(Namespace.DEFAULT, "p")).ofBatch("a", "0", "1".getBytes(StandardCharsets.UTF_8));

    private ProducerRecord<byte[], byte[]> member(String batch) {
        TopicRecord plain = KafkaEvents.write(item);
        return new TopicRecord(Optional.of(BatchRecords.key(batch)), plain.value(), plain.headers()).to("join");
    }

    private static Optional<Said> said(ProducerRecord<byte[], byte[]> record) {
        return BatchRecords.read(ReadAgain.at(0, record));
    }

    @Test
    void whatBecomesVisibleTogetherIsCountedOnceForEachBatchAndBehindAllElse() {
        ProducerRecord<byte[], byte[]> told = BatchRecords.event("join", "a", BatchRecords.Event.STORED, 7);

        List<ProducerRecord<byte[], byte[]>> folded = BatchRecords.folded(List.of(
                BatchRecords.count("join", "a", -1),
                member("a"),
                BatchRecords.count("join", "b", 2),
                told,
                BatchRecords.count("join", "a", 3),
                BatchRecords.count("other", "a", 1),
                BatchRecords.count("other", "a", -1),
                BatchRecords.count("join", "b", -1)));

        assertThat(folded)
                .map(record -> BatchRecords.batch(record.key()) + " "
                        + said(record)
                                .map(each -> each instanceof Said.Member ? "member" : each.toString())
                                .orElse("nothing"))
                .containsExactly("a member", "a Told[event=STORED, items=7]", "a Counted[by=2]", "b Counted[by=1]");
    }

    @Test
    void aMemberIsTheItemOfItsOwnBatch() {
        assertThat(said(member("a")))
                .hasValueSatisfying(
                        each -> assertThat(((Said.Member) each).item().id()).isEqualTo("a/0"));
        assertThat(BatchRecords.member(ReadAgain.at(0, member("a")), "b")).isEmpty();
        assertThat(said(member("b"))).as("the key of another batch").isEmpty();
    }

    @Test
    void whatIsNoItemSaysNothingOfABatch() {
        ProducerRecord<byte[], byte[]> unreadable = new ProducerRecord<>("join", BatchRecords.key("a"), new byte[1]);
        unreadable.headers().add("ce_batch", BatchRecords.key("a"));
        ProducerRecord<byte[], byte[]> unknown = BatchRecords.event("join", "a", BatchRecords.Event.STORED, 7);
        unknown.headers().add("sluice-batch-event", BatchRecords.key("FORGOTTEN"));

        assertThat(said(unreadable)).isEmpty();
        assertThat(said(unknown)).isEmpty();
        assertThat(said(new ProducerRecord<>("join", null, new byte[1]))).isEmpty();
    }
}
