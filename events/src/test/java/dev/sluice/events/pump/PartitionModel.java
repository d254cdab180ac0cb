package dev.sluice.events.pump;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A partition as Kafka keeps it, with the offset that a group has committed of it and who of the group may commit. */
final class PartitionModel {

    private static final int MOST_AT_ONCE = 50;

    final TopicPartition partition;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private long end;

    /** Told of the number of a seek when it is committed that the partition goes on from it. */
    LongConsumer onSeek = _ -> {};

    /** The offset, and what stands beside it. */
    long committed;

    String text = "";

    /** Grows when the partition changes hands; who has an older one commits nothing. */
    int generation;

    PartitionModel(TopicPartition partition) {
        this.partition = partition;
    }

    /** Appends a record with the given value; an empty key is none. */
    ConsumerRecord<byte[], byte[]> append(String key, String value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                end++,
                key.isEmpty() ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
        records.add(record);
        return record;
    }

    /** An offset without a record, as a transaction or compaction leaves it. */
    void gap() {
        end++;
    }

    /** Records from an offset on. */
    List<ConsumerRecord<byte[], byte[]>> read(long from) {
        if (from >= end) {
            return List.of();
        }
        return records.stream()
                .filter(record -> record.offset() >= from)
                .limit(MOST_AT_ONCE)
                .toList();
    }

    /** False if somebody else has the partition. */
    boolean commit(int of, Progress progress) {
        if (of != generation) {
            return false;
        }
        long before = progress().seek();
        if (progress.seek() < before) {
            throw new AssertionError("the seek " + before + " is undone by one who knows of " + progress.seek());
        }
        text = progress.text();
        if (text.length() > Progress.LIMIT) {
            throw new AssertionError("longer than Kafka keeps: " + text.length());
        }
        committed = progress.position();
        if (progress.seek() > before) {
            onSeek.accept(progress.seek());
        }
        return true;
    }

    Progress progress() {
        return Progress.read(committed, text);
    }

    /** Whether all that there is has been committed as done. */
    boolean isWorkedOff() {
        return records.isEmpty() || committed > records.getLast().offset();
    }
}
