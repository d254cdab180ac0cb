package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchRecordsTest {

    @Test
    void whatBecomesVisibleTogetherIsCountedOnceForEachBatchAndBehindAllElse() {
        ProducerRecord<byte[], byte[]> item = new ProducerRecord<>("join", BatchRecords.key("a"), new byte[1]);
        ProducerRecord<byte[], byte[]> told = BatchRecords.event("join", "a", BatchRecords.Event.STORED, 7);

        List<ProducerRecord<byte[], byte[]>> folded = BatchRecords.folded(List.of(
                BatchRecords.count("join", "a", -1),
                item,
                BatchRecords.count("join", "b", 2),
                told,
                BatchRecords.count("join", "a", 3),
                BatchRecords.count("other", "a", 1),
                BatchRecords.count("other", "a", -1),
                BatchRecords.count("join", "b", -1)));

        assertThat(folded)
                .map(BatchRecordsTest::said)
                .containsExactly("a Member[]", "a Told[event=STORED, items=7]", "a Counted[by=2]", "b Counted[by=1]");
    }

    private static String said(ProducerRecord<byte[], byte[]> record) {
        return BatchRecords.batch(record.key()) + " "
                + BatchRecords.read(new ConsumerRecord<>(
                        record.topic(),
                        0,
                        0,
                        0L,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        record.key(),
                        record.value(),
                        new RecordHeaders(record.headers().toArray()),
                        Optional.empty()));
    }
}
