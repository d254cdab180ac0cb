package dev.sluice.events.bus;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.KafkaCluster;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Deletes published events that all subscribers have settled, and where nobody subscribes all but the last {@value #UNWANTED} of each
 * partition. Events that one subscriber has not settled stay, however old they are. Several gateways may do it at the same time. For
 * one thread at a time; blocks.
 */
public final class BusTrimmer {

    /** Events of each partition that stay where nobody subscribes, so that a first subscriber can begin with them. */
    static final long UNWANTED = 1_000;

    private static final System.Logger LOG = System.getLogger(BusTrimmer.class.getName());

    private final KafkaCluster cluster;
    private final EventBus bus;
    private final Subscribers subscribers;

    public BusTrimmer(KafkaCluster cluster, EventBus bus) {
        this.cluster = cluster;
        this.bus = bus;
        this.subscribers = bus.subscribers();
    }

    /** Looks at each namespace once. Does nothing while there is no broker; what cannot be deleted now is looked at again the next time. */
    public void trim() {
        if (!(cluster.state() instanceof KafkaCluster.State.Ready)) {
            return;
        }
        try {
            Set<Namespace> namespaces = new HashSet<>(subscribers.namespaces());
            namespaces.addAll(bus.published());
            if (!namespaces.isEmpty()) {
                trim(namespaces);
            }
        } catch (ExecutionException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Published events that are settled are deleted later.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trim(Set<Namespace> namespaces) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            for (Namespace namespace : namespaces) {
                Optional<BusBacklog> backlog = trim(admin, namespace);
                backlog.ifPresent(seen -> bus.seen(namespace, seen));
            }
        }
    }

    /** Empty if nothing was ever published, or if somebody has come or gone meanwhile. */
    private Optional<BusBacklog> trim(Admin admin, Namespace namespace)
            throws ExecutionException, InterruptedException {
        Optional<TopicDescription> topic = described(admin, bus.topic(namespace).kafkaName());
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicPartitionInfo info : topic.get().partitions()) {
            partitions.add(new TopicPartition(topic.get().name(), info.partition()));
        }
        Set<String> groups = subscribers.groups(namespace);
        Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> settled = settled(admin, groups, partitions, ends);
        // Whoever has come since then may want what was published since then, and that is behind these ends.
        if (!subscribers.groups(namespace).equals(groups)) {
            return Optional.empty();
        }
        Map<TopicPartition, RecordsToDelete> over = new HashMap<>();
        long waiting = 0;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long keep = Math.clamp(settled.getOrDefault(partition, begin), begin, Math.max(begin, end));
            if (keep > begin) {
                over.put(partition, RecordsToDelete.beforeOffset(keep));
            }
            waiting += groups.isEmpty() ? 0 : end - keep;
        }
        if (!over.isEmpty()) {
            admin.deleteRecords(over).all().get();
        }
        return Optional.of(new BusBacklog(waiting, groups.isEmpty() ? 0 : bytes(admin, topic.get())));
    }

    private static Optional<TopicDescription> described(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.ofNullable(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, told) -> offsets.put(partition, told.offset()));
        return offsets;
    }

    /** The first offset of each partition that stays; none where a subscriber has not begun. */
    private static Map<TopicPartition, Long> settled(
            Admin admin, Set<String> groups, List<TopicPartition> partitions, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> lowest = new HashMap<>();
        if (groups.isEmpty()) {
            ends.forEach((partition, end) -> lowest.put(partition, end - UNWANTED));
            return lowest;
        }
        ends.forEach((partition, end) -> lowest.put(partition, end));
        for (String group : groups) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group, partitions);
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata own = committed.get(partition);
                lowest.merge(partition, own == null ? 0L : own.offset(), Math::min);
            }
        }
        return lowest;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(
            Admin admin, String group, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    /** On the disks of those brokers that lead the partitions. */
    private static long bytes(Admin admin, TopicDescription topic) throws ExecutionException, InterruptedException {
        Map<Integer, Set<TopicPartition>> led = new HashMap<>();
        for (TopicPartitionInfo info : topic.partitions()) {
            if (info.leader() != null) {
                led.computeIfAbsent(info.leader().id(), _ -> new HashSet<>())
                        .add(new TopicPartition(topic.name(), info.partition()));
            }
        }
        long[] bytes = new long[1];
        admin.describeLogDirs(led.keySet())
                .allDescriptions()
                .get()
                .forEach((broker, folders) -> folders.values()
                        .forEach(folder -> folder.replicaInfos().forEach((partition, replica) -> {
                            if (led.getOrDefault(broker, Set.of()).contains(partition)) {
                                bytes[0] += replica.size();
                            }
                        })));
        return bytes[0];
    }
}
