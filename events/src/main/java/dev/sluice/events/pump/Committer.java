package dev.sluice.events.pump;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Has Kafka keep how far partitions are worked off. Called by the thread of the consumer alone, which may wait for commits under way. */
interface Committer extends AutoCloseable {

    /**
     * Before anything is read.
     *
     * @param wake to be run when {@link #isReady} or {@link #hasTurn} becomes true
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer, or refuses
     */
    default void open(Runnable wake) {}

    /** The partition is this owner's, and was left like this. */
    default void assigned(TopicPartition partition, Progress progress) {}

    /** These partitions are somebody else's. */
    default void lost(Collection<TopicPartition> partitions) {}

    /** Whether it takes a commit now. */
    default boolean isReady() {
        return true;
    }

    /** Whether it has something to do with the consumer. */
    default boolean hasTurn() {
        return false;
    }

    /** Does it; between polls. */
    default void turn(Consumer<byte[], byte[]> consumer) {}

    /**
     * Only while it is ready, and of partitions of which none is under way. {@code told} hears whether all of it is kept: before this
     * returns, in a later poll, or on another thread.
     */
    void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told);

    /**
     * Before partitions go to others; returns when it is kept.
     *
     * @throws org.apache.kafka.common.KafkaException if it is not
     */
    void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets);

    @Override
    default void close() {}
}
