package dev.sluice.events.pump;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Has Kafka keep how far partitions are worked off. Called by the thread of the consumer alone. */
interface Committer extends AutoCloseable {

    /**
     * Before anything is read.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer, or refuses
     */
    default void open() {}

    /** The partition is this owner's, and was left like this. */
    default void assigned(TopicPartition partition, Progress progress) {}

    /** These partitions are somebody else's. */
    default void lost(Collection<TopicPartition> partitions) {}

    /** {@code told} hears whether all of it is kept, before this returns or in a later poll. */
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
