package dev.sluice.events.pump;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What came of records that are done, until the transaction in which they are told to be done and it becomes visible. Work puts it here
 * before it says that a record is done. Thread-safe.
 */
public final class Outputs {

    /** With as much as this nothing more should be begun: 64 MiB. */
    private static final long MOST_BYTES = 64L << 20;

    /** What a record takes beside its key and value, about. */
    private static final int OF_A_RECORD = 200;

    /** Of the partitions that are this owner's, by offset. */
    private final Map<TopicPartition, NavigableMap<Long, Held>> held = new HashMap<>();

    private final UnaryOperator<List<ProducerRecord<byte[], byte[]>>> together;
    private long bytes;

    /** What came of one record, which may become more until it is taken. Thread-safe; nothing in it blocks, or asks the outputs. */
    public interface Made {

        /** What is written of it. From this call on it stays the same. */
        List<ProducerRecord<byte[], byte[]>> records();

        /** What it takes in memory, about, when it is put here; what it becomes is told by {@link #grown}. */
        long bytes();

        /** Complete when nothing is under way that may still become part of it. */
        CompletableFuture<Void> settled();
    }

    private record Held(Made made, long bytes) {}

    private record Written(List<ProducerRecord<byte[], byte[]>> records) implements Made {

        Written {
            records = List.copyOf(records);
        }

        @Override
        public long bytes() {
            return size(records);
        }

        @Override
        public CompletableFuture<Void> settled() {
            return CompletableFuture.completedFuture(null);
        }
    }

    public Outputs() {
        this(UnaryOperator.identity());
    }

    /** @param together makes of the records that become visible together those that are written in their place */
    public Outputs(UnaryOperator<List<ProducerRecord<byte[], byte[]>>> together) {
        this.together = together;
    }

    /** What is written in the place of these, which become visible together. */
    List<ProducerRecord<byte[], byte[]>> together(List<ProducerRecord<byte[], byte[]>> records) {
        return together.apply(records);
    }

    /** Whether there is so much that nothing more should be begun. */
    public synchronized boolean isFull() {
        return bytes >= MOST_BYTES;
    }

    /** The partition is this owner's from now on; nothing is held of it. */
    synchronized void own(TopicPartition partition) {
        forget(List.of(partition));
        held.put(partition, new TreeMap<>());
    }

    /** What came of one record, in order; in the place of what came of it before. Nothing of a partition that is somebody else's by now. */
    public void put(TopicPartition partition, long offset, List<ProducerRecord<byte[], byte[]>> records) {
        put(partition, offset, new Written(records));
    }

    /** The same of what may become more. */
    public synchronized void put(TopicPartition partition, long offset, Made made) {
        NavigableMap<Long, Held> all = held.get(partition);
        if (all != null) {
            Held now = new Held(made, OF_A_RECORD + made.bytes());
            bytes += now.bytes();
            release(all.put(offset, now));
        }
    }

    /** What came of that record takes so many bytes more than it did. */
    public synchronized void grown(TopicPartition partition, long offset, long more) {
        NavigableMap<Long, Held> all = held.get(partition);
        Held present = all == null ? null : all.get(offset);
        if (all != null && present != null) {
            all.put(offset, new Held(present.made(), present.bytes() + more));
            bytes += more;
        }
    }

    /** What is done by {@code now} and was not by {@code before}, by offset. */
    synchronized SequencedMap<Long, Made> between(TopicPartition partition, Progress before, Progress now) {
        SequencedMap<Long, Made> made = new LinkedHashMap<>();
        held.getOrDefault(partition, new TreeMap<>()).forEach((offset, each) -> {
            if (now.isDone(offset) && !before.isDone(offset)) {
                made.put(offset, each.made());
            }
        });
        return made;
    }

    /** Lets go of what came of one record. */
    synchronized void forget(TopicPartition partition, long offset) {
        NavigableMap<Long, Held> all = held.get(partition);
        if (all != null) {
            release(all.remove(offset));
        }
    }

    /** Lets go of what is done. */
    synchronized void forget(TopicPartition partition, Progress done) {
        held.getOrDefault(partition, new TreeMap<>()).entrySet().removeIf(each -> {
            boolean over = done.isDone(each.getKey());
            if (over) {
                release(each.getValue());
            }
            return over;
        });
    }

    /** Lets go of all of these partitions, which are somebody else's. */
    synchronized void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            NavigableMap<Long, Held> all = held.remove(partition);
            if (all != null) {
                all.values().forEach(this::release);
            }
        }
    }

    private void release(@Nullable Held let) {
        if (let != null) {
            bytes -= let.bytes();
        }
    }

    /** What records take in memory, about. */
    public static long size(List<ProducerRecord<byte[], byte[]>> records) {
        long size = 0;
        for (ProducerRecord<byte[], byte[]> record : records) {
            size += OF_A_RECORD
                    + (record.key() == null ? 0 : record.key().length)
                    + (record.value() == null ? 0 : record.value().length);
        }
        return size;
    }
}
