package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
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
 * deleted. Blocks until Kafka has answered, and fails with {@link ExecutionException} where it does not.
 */
record PipelineTopics(KafkaCluster cluster, int partitions) {

    void make(Set<String> topics) throws InterruptedException {
        try (Admin admin = admin()) {
            for (String topic : topics) {
                KeptTopic.make(admin, topic, partitions);
            }
        }
    }

    /** How many records of each topic are not settled; 0 of those that are not there. */
    Map<String, Long> waiting(Set<String> topics) throws ExecutionException, InterruptedException {
        Map<String, Long> waiting = new HashMap<>();
        try (Admin admin = admin()) {
            for (String topic : topics) {
                Map<TopicPartition, Long> settled = settled(admin, topic);
                long all = 0;
                for (Map.Entry<TopicPartition, Long> end : ends(admin, topic).entrySet()) {
                    all += end.getValue() - settled.getOrDefault(end.getKey(), 0L);
                }
                waiting.put(topic, all);
            }
        }
        return waiting;
    }

    /** Deletes what is settled. */
    void trim(Set<String> topics) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, RecordsToDelete> over = new HashMap<>();
            for (String topic : topics) {
                settled(admin, topic).forEach((partition, offset) -> {
                    if (offset > 0) {
                        over.put(partition, RecordsToDelete.beforeOffset(offset));
                    }
                });
            }
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

    private static Map<TopicPartition, Long> settled(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> settled = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                            Map.of(topic, new ListConsumerGroupOffsetsSpec()))
                    .partitionsToOffsetAndMetadata(topic)
                    .get();
            offsets.forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                    settled.put(partition, offset.offset());
                }
            });
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        return settled;
    }

    private static Map<TopicPartition, Long> ends(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        try {
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(described -> described
                            .partitions()
                            .forEach(info ->
                                    asked.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest())));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        if (!asked.isEmpty()) {
            Map<TopicPartition, ListOffsetsResultInfo> found =
                    admin.listOffsets(asked).all().get();
            found.forEach((partition, told) -> ends.put(partition, told.offset()));
        }
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
