package dev.sluice.events.record;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record with its place.
 *
 * @param offset counts the records of the partition from 0; some are missing where transactions or compaction took them
 * @param time when it was published, as its publisher or the broker says
 */
public record ReadRecord(int partition, long offset, Instant time, TopicRecord record) {

    public static ReadRecord of(ConsumerRecord<byte[], byte[]> read) {
        return new ReadRecord(
                read.partition(), read.offset(), Instant.ofEpochMilli(read.timestamp()), TopicRecord.of(read));
    }
}
