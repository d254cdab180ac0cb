package dev.sluice.events.pump;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka says of topics and groups, many asked for at once. For one thread; blocks, each question for {@value #MILLIS} ms at most. */
public record KafkaPositions(Admin admin) {

    static final int MILLIS = 20_000;

    /** Of a partition that is not there the client looks for its leader as long as this. */
    private static final int MILLIS_OF_ENDS = 5_000;

    /** All names. */
    Set<String> topics() throws ExecutionException, InterruptedException {
        return admin.listTopics(new ListTopicsOptions().timeoutMs(MILLIS))
                .names()
                .get();
    }

    /** How many partitions each has; those that are not there, or go meanwhile, are left out. */
    public Map<String, Integer> partitions(Collection<String> topics) throws ExecutionException, InterruptedException {
        Map<String, Integer> found = new HashMap<>();
        if (topics.isEmpty()) {
            return found;
        }
        var asked = admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(MILLIS))
                .topicNameValues();
        for (var each : asked.entrySet()) {
            try {
                found.put(each.getKey(), each.getValue().get().partitions().size());
            } catch (ExecutionException e) {
                passOver(e, UnknownTopicOrPartitionException.class);
            }
        }
        return found;
    }

    /** How long each keeps its records; those of which Kafka does not tell it, because they are gone or we may not ask, are left out. */
    Map<String, Keeping> keeping(Collection<String> topics) throws ExecutionException, InterruptedException {
        Map<String, Keeping> found = new HashMap<>();
        if (topics.isEmpty()) {
            return found;
        }
        var asked = admin.describeConfigs(
                        topics.stream()
                                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                                .toList(),
                        new DescribeConfigsOptions().timeoutMs(MILLIS))
                .values();
        for (var each : asked.entrySet()) {
            try {
                found.put(each.getKey().name(), keeping(each.getValue().get()));
            } catch (ExecutionException e) {
                passOver(e, UnknownTopicOrPartitionException.class, TopicAuthorizationException.class);
            }
        }
        return found;
    }

    private static Keeping keeping(Config config) {
        if (!config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            return Keeping.FOREVER;
        }
        // Anything negative is without an end.
        long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        long bytes =
                Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value());
        return new Keeping(
                Optional.of(millis).filter(time -> time >= 0).map(Duration::ofMillis),
                Optional.of(bytes).filter(most -> most >= 0));
    }

    /** Behind the last record that can be read without a transaction's leave; partitions that are not there, or do not answer, are left out. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> found = new HashMap<>();
        if (partitions.isEmpty()) {
            return found;
        }
        var asked = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(MILLIS_OF_ENDS));
        for (TopicPartition partition : partitions) {
            try {
                found.put(partition, asked.partitionResult(partition).get().offset());
            } catch (ExecutionException e) {
                passOver(e, UnknownTopicOrPartitionException.class, TimeoutException.class);
            }
        }
        return found;
    }

    /** What groups have committed; one that has nothing is there with nothing, one that we may not ask for is left out. */
    public Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Collection<String> groups)
            throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> found = new HashMap<>();
        if (groups.isEmpty()) {
            return found;
        }
        Map<String, ListConsumerGroupOffsetsSpec> asked = groups.stream()
                .distinct()
                .collect(Collectors.toMap(each -> each, _ -> new ListConsumerGroupOffsetsSpec()));
        var answers = admin.listConsumerGroupOffsets(asked, new ListConsumerGroupOffsetsOptions().timeoutMs(MILLIS));
        for (String group : asked.keySet()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            try {
                answers.partitionsToOffsetAndMetadata(group).get().forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset);
                    }
                });
            } catch (ExecutionException e) {
                passOver(e, GroupIdNotFoundException.class, GroupAuthorizationException.class);
                if (e.getCause() instanceof GroupAuthorizationException) {
                    continue;
                }
            }
            found.put(group, offsets);
        }
        return found;
    }

    /** Commits for a group that has no member; Kafka refuses it for one that has. */
    KafkaFuture<Void> commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return admin.alterConsumerGroupOffsets(group, offsets).all();
    }

    /** How long the other questions take at most. */
    static Duration patience() {
        return Duration.ofMillis(MILLIS);
    }

    private static void passOver(ExecutionException fault, Class<?>... passed) throws ExecutionException {
        if (Stream.of(passed).noneMatch(each -> each.isInstance(fault.getCause()))) {
            throw fault;
        }
    }

    static List<TopicPartition> all(Map<String, Integer> partitions, Subscription subscription) {
        return subscription.among(partitions.keySet()).stream()
                .flatMap(topic -> IntStream.range(0, partitions.getOrDefault(topic, 0))
                        .mapToObj(number -> new TopicPartition(topic, number)))
                .toList();
    }
}
