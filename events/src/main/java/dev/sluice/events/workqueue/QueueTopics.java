package dev.sluice.events.workqueue;

import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a work queue, of one partition each: its record, what people wish of it, and what came of items, which Kafka deletes by
 * itself when it has been kept long enough. Blocks until Kafka has answered.
 */
record QueueTopics(KafkaCluster cluster, WorkQueueId.Topics names) {

    private static final Duration WISHES_KEPT = Duration.ofDays(7);

    /** Of the topics that there are, those whose names begin so. */
    static List<WorkQueueId.Topics> present(KafkaCluster cluster, String begin)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            return admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(begin))
                    .map(WorkQueueId.Topics::with)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        }
    }

    /** Makes those that are not there, and has answers kept for so long. */
    void make(Duration keep) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            KeptTopic.makeCompacted(admin, names.items(), 1);
            make(admin, names.wishes(), WISHES_KEPT);
            make(admin, names.results(), keep);
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, names.results()),
                            kept(keep).entrySet().stream()
                                    .map(each -> new AlterConfigOp(
                                            new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                                    .toList()))
                    .all()
                    .get();
        }
    }

    /** What was written before is deleted in pieces, each when all of it is old enough. */
    private static Map<String, String> kept(Duration keep) {
        long millis = keep.toMillis();
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(millis),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(Math.max(60_000, millis / 4)),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(KeptTopic.MAX_RECORD));
    }

    private static void make(Admin admin, String name, Duration keep) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty()).configs(kept(keep));
        passOver(admin.createTopics(List.of(topic)).all(), Set.of(TopicExistsException.class));
    }

    /** Deletes them, with all that they have. */
    void delete() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            for (String topic : names.names()) {
                passOver(admin.deleteTopics(List.of(topic)).all(), Set.of(UnknownTopicOrPartitionException.class));
            }
            // A group that another gateway is still in keeps its positions until Kafka forgets them.
            passOver(
                    admin.deleteConsumerGroups(List.of(names.wishes())).all(),
                    Set.of(GroupIdNotFoundException.class, GroupNotEmptyException.class));
        }
    }

    private static void passOver(KafkaFuture<Void> change, Set<Class<?>> passed)
            throws ExecutionException, InterruptedException {
        try {
            change.get();
        } catch (ExecutionException e) {
            if (e.getCause() == null || !passed.contains(e.getCause().getClass())) {
                throw e;
            }
        }
    }
}
