package dev.sluice.events.trigger;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.topic.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Finds the offsets that a place or a time means in the topics of a trigger. Blocks on Kafka, up to 30 s for each answer. */
record SeekOffsets(Admin admin, Subscription topics, String group) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The target is none; the message is a sentence for whoever asked. */
    static final class NoSuchPlaceException extends Exception {

        private static final long serialVersionUID = 1L;

        NoSuchPlaceException(String message) {
            super(message);
        }
    }

    /** The offset of each partition that is meant. */
    Map<TopicPartition, Long> of(Namespace namespace, SeekTarget target)
            throws NoSuchPlaceException, InterruptedException, ExecutionException, TimeoutException {
        Set<TopicPartition> all = partitions();
        if (all.isEmpty()) {
            throw new NoSuchPlaceException("None of the topics of the trigger is there: create one first.");
        }
        return switch (target) {
            case SeekTarget.Everywhere(StartPosition position) -> everywhere(all, position);
            case SeekTarget.Exactly exactly -> exactly(all, namespace, exactly);
        };
    }

    private Set<TopicPartition> partitions() throws InterruptedException, ExecutionException, TimeoutException {
        List<String> names =
                got(admin.listTopics().names()).stream().filter(topics::covers).toList();
        return got(admin.describeTopics(names).allTopicNames()).values().stream()
                .flatMap(SeekOffsets::partitions)
                .collect(Collectors.toSet());
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream().map(each -> new TopicPartition(topic.name(), each.partition()));
    }

    private Map<TopicPartition, Long> everywhere(Set<TopicPartition> all, StartPosition position)
            throws InterruptedException, ExecutionException, TimeoutException {
        return switch (position.where()) {
            case EARLIEST -> offsets(all, OffsetSpec.earliest());
            case LATEST -> offsets(all, OffsetSpec.latest());
            case TIME -> {
                Map<TopicPartition, Long> found = offsets(all, OffsetSpec.latest());
                offsets(
                                all,
                                OffsetSpec.forTimestamp(
                                        position.time().orElseThrow().toEpochMilli()))
                        .forEach((partition, offset) -> {
                            if (offset >= 0) {
                                found.put(partition, offset);
                            }
                        });
                yield found;
            }
        };
    }

    private Map<TopicPartition, Long> exactly(Set<TopicPartition> all, Namespace namespace, SeekTarget.Exactly target)
            throws NoSuchPlaceException, InterruptedException, ExecutionException, TimeoutException {
        TopicPartition partition =
                new TopicPartition(new TopicName(namespace, target.topic()).kafkaName(), target.partition());
        if (!all.contains(partition)) {
            throw new NoSuchPlaceException(
                    "The trigger reads no partition " + target.partition() + " of a topic '" + target.topic() + "'.");
        }
        long first = offsets(Set.of(partition), OffsetSpec.earliest()).getOrDefault(partition, 0L);
        long end = offsets(Set.of(partition), OffsetSpec.latest()).getOrDefault(partition, 0L);
        if (target.offset() < first || target.offset() > end) {
            throw new NoSuchPlaceException("Partition " + target.partition() + " of '" + target.topic()
                    + "' has no offset " + target.offset() + ". Allowed: " + first + " to " + end + ".");
        }
        return Map.of(partition, target.offset());
    }

    /** What open transactions may still add is not passed over: the latest is before them. */
    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                got(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Where the group stands by now, of the partitions that it has ever read. */
    Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> committed = new TreeMap<>(TriggerSeek.BY_PLACE);
        got(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    private static <T> T got(KafkaFuture<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
