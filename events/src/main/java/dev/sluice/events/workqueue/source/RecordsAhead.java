package dev.sluice.events.workqueue.source;

import dev.sluice.events.partition.PartitionLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads records by their places, with those behind them, since they are asked for in their order most often. For one thread. */
final class RecordsAhead {

    private static final int MOST = 500;
    private static final int MOST_BYTES = 4 << 20;
    private static final String TYPE = "content-type";

    private final Map<RecordPlace, Content> held = new HashMap<>();
    private long bytes;

    /** What a record holds; empty if it is not there any more. Blocks as {@link PartitionLog} does. */
    Optional<Content> find(PartitionLog log, String topic, RecordPlace place) throws SourceFault {
        Content present = held.get(place);
        if (present == null) {
            held.clear();
            bytes = 0;
            TopicPartition partition = new TopicPartition(topic, place.partition());
            long end = log.committedEnd(partition);
            if (place.offset() >= log.first(partition) && place.offset() < end) {
                log.readWhile(partition, place.offset(), end, this::hold);
            }
            present = held.get(place);
        }
        if (present != null && present.bytes().remaining() > Content.LONGEST) {
            throw SourceAnswers.tooLong("The topic '" + topic + "'");
        }
        return Optional.ofNullable(present);
    }

    private boolean hold(ConsumerRecord<byte[], byte[]> record) {
        RecordPlace place = new RecordPlace(record.partition(), record.offset());
        byte[] value = record.value() == null ? new byte[0] : record.value();
        Header type = record.headers().lastHeader(TYPE);
        held.put(
                place,
                new Content(
                        ByteBuffer.wrap(value),
                        place.toString(),
                        type == null || type.value() == null
                                ? Optional.empty()
                                : Optional.of(new String(type.value(), StandardCharsets.UTF_8))));
        bytes += value.length;
        return held.size() < MOST && bytes < MOST_BYTES;
    }
}
