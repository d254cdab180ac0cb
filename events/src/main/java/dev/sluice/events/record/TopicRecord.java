package dev.sluice.events.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a record carries. Key and value are any bytes and must not be changed.
 *
 * @param key what records with the same one have in common: they are in one partition, in order; empty if there is none
 * @param value empty for a tombstone, which takes the records of its key away where a topic is compacted
 */
public record TopicRecord(Optional<byte[]> key, Optional<byte[]> value, List<RecordHeader> headers) {

    public TopicRecord {
        headers = List.copyOf(headers);
    }

    /** What Kafka gave. */
    public static TopicRecord of(ConsumerRecord<byte[], byte[]> read) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : read.headers()) {
            headers.add(new RecordHeader(header.key(), Optional.ofNullable(header.value())));
        }
        return new TopicRecord(Optional.ofNullable(read.key()), Optional.ofNullable(read.value()), headers);
    }

    /** What Kafka takes for a topic of its own name, which chooses the partition by the key. */
    public ProducerRecord<byte[], byte[]> to(String kafkaTopic) {
        Header[] fields = new Header[headers.size()];
        for (int i = 0; i < fields.length; i++) {
            RecordHeader header = headers.get(i);
            fields[i] = new org.apache.kafka.common.header.internals.RecordHeader(
                    header.name(), header.value().orElse(null));
        }
        return new ProducerRecord<>(kafkaTopic, null, key.orElse(null), value.orElse(null), List.of(fields));
    }

    /** The first field of this name. */
    public Optional<RecordHeader> header(String name) {
        for (RecordHeader header : headers) {
            if (header.name().equals(name)) {
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }
}
