package dev.sluice.events.kept;

import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads the records of a topic one after the other, partition by partition, up to where each ends when it is come to. */
final class RecordWalk {

    private static final int AT_ONCE = 500;

    private final KafkaCluster cluster;
    private final String topic;
    private final BooleanSupplier closed;

    RecordWalk(KafkaCluster cluster, String topic, BooleanSupplier closed) {
        this.cluster = cluster;
        this.topic = topic;
        this.closed = closed;
    }

    /** Where a walk goes on behind a record. */
    enum Then {
        NEXT_RECORD,
        /** To the next partition; the record is not passed. */
        NEXT_PARTITION,
        /** Nowhere; the record is passed. */
        END
    }

    /** Looks at one record; may block. */
    @FunctionalInterface
    interface Step {

        Then at(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    /**
     * How far a walk has come.
     *
     * @param offsets behind the last record that was passed, by partition
     * @param endedIn the partition in which a step ended it; empty if it went through all
     */
    record Reached(Map<Integer, Long> offsets, OptionalInt endedIn) {}

    /**
     * Blocks as long as it takes to read the records.
     *
     * @param first partitions before this one are left out
     * @param from where to begin in a partition; at its beginning where this names none
     */
    Reached walk(int first, Map<Integer, Long> from, Step step) throws InterruptedException {
        Map<Integer, Long> offsets = new HashMap<>(from);
        try (Consumer<byte[], byte[]> consumer = KeptConsumers.make(cluster, AT_ONCE)) {
            for (TopicPartition partition : partitions(consumer)) {
                if (partition.partition() >= first && !walk(consumer, partition, offsets, step)) {
                    return new Reached(offsets, OptionalInt.of(partition.partition()));
                }
            }
        } catch (InterruptException e) {
            throw new InterruptedException("nobody waits for the records any more");
        }
        return new Reached(offsets, OptionalInt.empty());
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
    }

    /** Whether the walk goes on in the next partition. */
    private boolean walk(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, Map<Integer, Long> offsets, Step step)
            throws InterruptedException {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long begin = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(offsets.getOrDefault(partition.partition(), 0L), begin));
        while (!closed.getAsBoolean() && consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                Then then = step.at(record);
                if (then == Then.NEXT_PARTITION) {
                    return true;
                }
                offsets.put(partition.partition(), record.offset() + 1);
                if (then == Then.END) {
                    return false;
                }
            }
        }
        return true;
    }
}
