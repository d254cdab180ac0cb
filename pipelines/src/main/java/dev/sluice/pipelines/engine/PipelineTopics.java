package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.partition.Needed;
import dev.sluice.events.pump.KafkaPositions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics between the pieces of pipelines, each read by one group of the same name. They have no retention by time: what is settled is
 * deleted. Beside them there are topics of states, and one of ids. Blocks until Kafka has answered, and fails with {@link ExecutionException} where it does not.
 */
record PipelineTopics(KafkaCluster cluster, int partitions) {

    void make(Set<String> topics) throws InterruptedException {
        try (Admin admin = admin()) {
            for (String topic : topics) {
                KeptTopic.make(admin, topic, partitions);
            }
        }
    }

    /** Topics of states, each with as many partitions as the one that it is kept for. */
    void makeKept(Map<String, String> keptFor) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<String, Integer> counts = new KafkaPositions(admin).partitions(Set.copyOf(keptFor.values()));
            for (Map.Entry<String, String> each : keptFor.entrySet()) {
                KeptTopic.makeCompacted(admin, each.getKey(), counts.getOrDefault(each.getValue(), partitions));
            }
        }
    }

    /** One that keeps what it has for so long. */
    void makeFor(String topic, Duration kept) throws InterruptedException {
        try (Admin admin = admin()) {
            KeptTopic.makeFor(admin, topic, partitions, kept);
        }
    }

    /** How many partitions a topic has. */
    int partitionsOf(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return new KafkaPositions(admin).partitions(Set.of(topic)).getOrDefault(topic, partitions);
        }
    }

    /** The names of topics that are like this. */
    Set<String> named(String pattern) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.matches(pattern))
                    .collect(Collectors.toSet());
        }
    }

    /** The names of groups that begin so. */
    Set<String> groups(String begin) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .filter(group -> group.startsWith(begin))
                    .collect(Collectors.toSet());
        }
    }

    /** How many records of each topic are not settled; 0 of those that are not there. */
    Map<String, Long> waiting(Set<String> topics) throws ExecutionException, InterruptedException {
        Map<String, Long> waiting = new HashMap<>();
        try (Admin admin = admin()) {
            topics.forEach(topic -> waiting.put(topic, 0L));
            Map<TopicPartition, Long> settled = settled(admin, topics, OffsetAndMetadata::offset);
            ends(admin, settled.keySet())
                    .forEach((partition, end) ->
                            waiting.merge(partition.topic(), end - settled.getOrDefault(partition, 0L), Long::sum));
        }
        return waiting;
    }

    /** Deletes what is settled. */
    void trim(Set<String> topics) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, RecordsToDelete> over = new HashMap<>();
            settled(admin, topics, Needed::first).forEach((partition, offset) -> {
                if (offset > 0) {
                    over.put(partition, RecordsToDelete.beforeOffset(offset));
                }
            });
            if (!over.isEmpty()) {
                admin.deleteRecords(over).all().get();
            }
        }
    }

    /** Deletes topics with all that they have, and the positions of their groups. */
    void delete(Set<String> topics, Set<String> groups) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            for (String topic : topics) {
                passOver(admin.deleteTopics(List.of(topic)).all());
            }
            for (String group : groups) {
                passOver(admin.deleteConsumerGroups(List.of(group)).all());
            }
        }
    }

    private Admin admin() {
        return Admin.create(cluster.clientProperties());
    }

    /** The first offset of each partition that its group has not settled; 0 where that has not begun. */
    private static Map<TopicPartition, Long> settled(
            Admin admin, Set<String> topics, Function<OffsetAndMetadata, Long> first)
            throws ExecutionException, InterruptedException {
        KafkaPositions positions = new KafkaPositions(admin);
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = positions.committed(topics);
        Map<TopicPartition, Long> settled = new HashMap<>();
        positions.partitions(topics).forEach((topic, count) -> {
            for (int i = 0; i < count; i++) {
                TopicPartition partition = new TopicPartition(topic, i);
                OffsetAndMetadata offset =
                        committed.getOrDefault(topic, Map.of()).get(partition);
                settled.put(partition, offset == null ? 0 : first.apply(offset));
            }
        });
        return settled;
    }

    /** Behind the last record, also those of transactions that are not ended. */
    private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, told) -> ends.put(partition, told.offset()));
        return ends;
    }

    /** A group that other gateways still read with keeps its positions until Kafka forgets them. */
    private static void passOver(KafkaFuture<Void> deletion) throws ExecutionException, InterruptedException {
        try {
            deletion.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                    && !(e.getCause() instanceof GroupIdNotFoundException)
                    && !(e.getCause() instanceof GroupNotEmptyException)) {
                throw e;
            }
        }
    }
}
