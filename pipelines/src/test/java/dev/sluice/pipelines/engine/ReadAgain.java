package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as whoever reads them finds them. */
public final class ReadAgain {

    private ReadAgain() {}

    /** As {@link PastRecords#tellWhile} does; the offset of each of the records is its place in {@code log}. */
    static long tellWhile(
            List<ConsumerRecord<byte[], byte[]>> log,
            long from,
            long until,
            Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
        for (ConsumerRecord<byte[], byte[]> record : log.subList((int) from, (int) until)) {
            if (!goesOn.test(record)) {
                return record.offset() + 1;
            }
        }
        return until;
    }

    public static ConsumerRecord<byte[], byte[]> at(long offset, ProducerRecord<byte[], byte[]> record) {
        return in(0, offset, record);
    }

    static ConsumerRecord<byte[], byte[]> in(int partition, long offset, ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                partition,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                new RecordHeaders(record.headers().toArray()),
                Optional.empty());
    }

    /** Keeps what a step keeps in the topic {@code kept}, under batches as keys, in {@code state}; returns what it sends elsewhere. */
    static List<ProducerRecord<byte[], byte[]>> keep(Step step, Map<String, byte[]> state) {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : step.records()) {
            if (!record.topic().equals("kept")) {
                sent.add(record);
            } else if (record.value() == null) {
                state.remove(BatchRecords.batch(record.key()));
            } else {
                state.put(BatchRecords.batch(record.key()), record.value());
            }
        }
        return sent;
    }
}
