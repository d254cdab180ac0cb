package dev.sluice.events.topic;

import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * How much a record takes in Kafka when it is sent alone and not compressed: what {@code max.message.bytes} counts, but for at most
 * {@link #SLACK} bytes more. Source: the record batch of version 2 in the documentation of Kafka's message format.
 */
public final class RecordSize {

    /** By how much the size may be told too large: the fields of a record whose width depends on its place in a batch. */
    static final int SLACK = 21;

    private static final int BATCH = 61;

    private RecordSize() {}

    public static long of(TopicRecord record) {
        long size = BATCH + SLACK + bytes(record.key()) + bytes(record.value());
        size += varint(record.headers().size());
        for (RecordHeader header : record.headers()) {
            int name = Utils.utf8Length(header.name());
            size += varint(name) + name + bytes(header.value());
        }
        return size;
    }

    private static long bytes(Optional<byte[]> bytes) {
        return bytes.map(all -> (long) varint(all.length) + all.length).orElse(1L);
    }

    /** How many bytes a number takes as a zigzag varint: seven bits each. */
    private static int varint(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value << 1 | 1) + 6) / 7;
    }
}
