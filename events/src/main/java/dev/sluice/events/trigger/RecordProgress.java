package dev.sluice.events.trigger;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The last progress of records that are to be tried again, in memory: 16 MiB of it with 100 bytes for each, beyond which the oldest is
 * forgotten. Thread-safe.
 */
final class RecordProgress {

    private static final long MOST = 16 << 20;
    private static final long EACH = 100;

    private final Map<Place, ByteBuffer> kept = new LinkedHashMap<>();
    private long bytes;

    private record Place(String topic, int partition, long offset) {

        static Place of(ConsumerRecord<byte[], byte[]> record) {
            return new Place(record.topic(), record.partition(), record.offset());
        }
    }

    /** Keeps what an attempt has told; {@code progress} is not changed any more. */
    synchronized void keep(ConsumerRecord<byte[], byte[]> record, ByteBuffer progress) {
        forget(record);
        kept.put(Place.of(record), progress);
        bytes += size(progress);
        Iterator<ByteBuffer> oldest = kept.values().iterator();
        while (bytes > MOST && oldest.hasNext()) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    synchronized Optional<ByteBuffer> find(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(kept.get(Place.of(record))).map(ByteBuffer::duplicate);
    }

    synchronized void forget(ConsumerRecord<byte[], byte[]> record) {
        @Nullable ByteBuffer before = kept.remove(Place.of(record));
        bytes -= before == null ? 0 : size(before);
    }

    private static long size(ByteBuffer progress) {
        return EACH + progress.remaining();
    }
}
