package dev.sluice.events.pump;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What came of records that are done, until the transaction in which they are told to be done and it becomes visible. Work puts it here
 * before it says that a record is done. Thread-safe.
 */
public final class Outputs {

    /** Of what is held no more than this begins to be made: 64 MiB. */
    private static final long MOST_BYTES = 64L << 20;

    /** What a record takes beside its key and value, about. */
    private static final int OF_A_RECORD = 200;

    private final Map<TopicPartition, NavigableMap<Long, List<ProducerRecord<byte[], byte[]>>>> held =
            new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Whether there is so much that nothing more should be begun. */
    public boolean isFull() {
        return bytes.get() >= MOST_BYTES;
    }

    /** What came of one record, in order; in the place of what came of it before. */
    public void put(TopicPartition partition, long offset, List<ProducerRecord<byte[], byte[]>> records) {
        bytes.addAndGet(size(records));
        forget(held.computeIfAbsent(partition, _ -> new ConcurrentSkipListMap<>())
                .put(offset, List.copyOf(records)));
    }

    /** What is done by {@code now} and was not by {@code before}, by offset. */
    List<ProducerRecord<byte[], byte[]>> between(TopicPartition partition, Progress before, Progress now) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        of(partition).forEach((offset, made) -> {
            if (now.isDone(offset) && !before.isDone(offset)) {
                records.addAll(made);
            }
        });
        return records;
    }

    /** Lets go of what is done. */
    void forget(TopicPartition partition, Progress done) {
        NavigableMap<Long, List<ProducerRecord<byte[], byte[]>>> all = of(partition);
        all.keySet().forEach(offset -> {
            if (done.isDone(offset)) {
                forget(all.remove(offset));
            }
        });
    }

    void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            NavigableMap<Long, List<ProducerRecord<byte[], byte[]>>> all = held.remove(partition);
            if (all != null) {
                all.values().forEach(this::forget);
            }
        }
    }

    private NavigableMap<Long, List<ProducerRecord<byte[], byte[]>>> of(TopicPartition partition) {
        return held.getOrDefault(partition, new ConcurrentSkipListMap<>());
    }

    private void forget(@Nullable List<ProducerRecord<byte[], byte[]>> records) {
        if (records != null) {
            bytes.addAndGet(-size(records));
        }
    }

    private static long size(List<ProducerRecord<byte[], byte[]>> records) {
        long size = OF_A_RECORD;
        for (ProducerRecord<byte[], byte[]> record : records) {
            size += OF_A_RECORD
                    + (record.key() == null ? 0 : record.key().length)
                    + (record.value() == null ? 0 : record.value().length);
        }
        return size;
    }
}
