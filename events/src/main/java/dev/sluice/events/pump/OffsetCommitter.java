package dev.sluice.events.pump;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Commits offsets and nothing else: what came of the records is somewhere already. */
final class OffsetCommitter implements Committer {

    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

    @Override
    public void commit(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            java.util.function.Consumer<Boolean> told) {
        consumer.commitAsync(offsets, (_, failure) -> told.accept(failure == null));
    }

    @Override
    public void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        consumer.commitSync(offsets, LAST_COMMIT);
    }
}
