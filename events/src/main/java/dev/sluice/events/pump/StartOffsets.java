package dev.sluice.events.pump;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds how partitions were left, and where those begin that nobody has read. The first time of all, the group's start is committed
 * for every partition of every topic that it reads, so that it means the same time for all of them; from then on whatever the group
 * finds that it has no offset of is new, and read from its first record. Blocks on Kafka.
 */
record StartOffsets(ConsumerSettings settings) {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What was committed of these partitions, or is by now; where they go on instead, if a seek says so that was not done. */
    Map<TopicPartition, Progress> of(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Seek seek) {
        Map<TopicPartition, Progress> found = new HashMap<>();
        Set<TopicPartition> unknown = new HashSet<>();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions), PATIENCE);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata known = committed.get(partition);
            if (known == null) {
                unknown.add(partition);
            } else {
                Progress progress = Progress.read(known.offset(), known.metadata());
                found.put(partition, seek.of(partition, progress).orElse(progress));
            }
        }
        if (!unknown.isEmpty()) {
            begin(consumer, unknown, seek)
                    .forEach((partition, offset) -> found.put(partition, seek.fresh(partition, offset)));
        }
        return found;
    }

    private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, Set<TopicPartition> unknown, Seek seek) {
        List<TopicPartition> all = all(consumer);
        boolean hasBegun =
                consumer.committed(Set.copyOf(all), PATIENCE).values().stream().anyMatch(offset -> offset != null);
        if (hasBegun) {
            return consumer.beginningOffsets(unknown, PATIENCE);
        }
        Map<TopicPartition, Long> starts = starts(consumer, all);
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        starts.forEach((partition, offset) -> commits.put(
                partition,
                new OffsetAndMetadata(offset, seek.fresh(partition, offset).text())));
        consumer.commitSync(commits, PATIENCE);
        Map<TopicPartition, Long> wanted = new HashMap<>(starts);
        wanted.keySet().retainAll(unknown);
        Set<TopicPartition> younger = new HashSet<>(unknown);
        younger.removeAll(wanted.keySet());
        if (!younger.isEmpty()) {
            wanted.putAll(consumer.beginningOffsets(younger, PATIENCE));
        }
        return wanted;
    }

    private List<TopicPartition> all(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = new ArrayList<>();
        consumer.listTopics(PATIENCE).forEach((topic, partitions) -> {
            if (settings.subscription().covers(topic)) {
                for (PartitionInfo partition : partitions) {
                    all.add(new TopicPartition(topic, partition.partition()));
                }
            }
        });
        return all;
    }

    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer, List<TopicPartition> all) {
        return switch (settings.start().where()) {
            case EARLIEST -> consumer.beginningOffsets(all, PATIENCE);
            case LATEST -> consumer.endOffsets(all, PATIENCE);
            case TIME -> at(consumer, all, settings.start().time().orElseThrow());
        };
    }

    private static Map<TopicPartition, Long> at(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> all, Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        all.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(all, PATIENCE));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, PATIENCE);
        found.forEach((partition, first) -> {
            if (first != null) {
                starts.put(partition, first.offset());
            }
        });
        return starts;
    }
}
