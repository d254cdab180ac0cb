package dev.sluice.events.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Looks up how topics are. */
final class TopicLookup {

    private final TopicClients clients;
    private final KafkaAnswers answers;

    TopicLookup(TopicClients clients, KafkaAnswers answers) {
        this.clients = clients;
        this.answers = answers;
    }

    /** A topic as Kafka describes it. */
    record Found(TopicDescription description, Config config) {

        TopicSettings settings() {
            return new TopicSettings(
                    Optional.of(description.partitions().size()),
                    Optional.of(description.partitions().getFirst().replicas().size()),
                    Optional.of(Retention.ofMillis(Long.parseLong(value(TopicConfig.RETENTION_MS_CONFIG)))),
                    Optional.of(maxMessageBytes()));
        }

        int maxMessageBytes() {
            return Integer.parseInt(value(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        }

        String value(String name) {
            return config.get(name).value();
        }
    }

    /** The topic, with {@link TopicFault.NoSuchTopic} if there is none. */
    Found find(TopicName topic) throws TopicException {
        Admin admin = clients.admin();
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(List.of(topic.kafkaName())).topicNameValues();
        TopicDescription description = answers.await(answer(asked, topic.kafkaName()), topic);
        return new Found(description, config(admin, topic));
    }

    /** Whether Kafka says that there is such a topic. */
    boolean exists(TopicName topic) throws TopicException {
        try {
            find(topic);
            return true;
        } catch (TopicException e) {
            if (e.fault() instanceof TopicFault.NoSuchTopic) {
                return false;
            }
            throw e;
        }
    }

    Config config(TopicName topic) throws TopicException {
        return config(clients.admin(), topic);
    }

    private Config config(Admin admin, TopicName topic) throws TopicException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName());
        return answers.await(answer(admin.describeConfigs(List.of(resource)).values(), resource), topic);
    }

    /** The topics of these names; those that are gone meanwhile are left out. */
    List<TopicLine> lines(Collection<TopicName> topics) throws TopicException {
        Map<String, KafkaFuture<TopicDescription>> asked = clients.admin()
                .describeTopics(topics.stream().map(TopicName::kafkaName).toList())
                .topicNameValues();
        List<TopicLine> lines = new ArrayList<>();
        for (TopicName topic : topics) {
            try {
                TopicDescription found = answers.await(answer(asked, topic.kafkaName()), topic);
                lines.add(new TopicLine(
                        topic,
                        found.partitions().size(),
                        found.partitions().getFirst().replicas().size()));
            } catch (TopicException e) {
                if (!(e.fault() instanceof TopicFault.NoSuchTopic)) {
                    throw e;
                }
            }
        }
        return lines;
    }

    /** The answer to what was asked about {@code what}; there is one for each. */
    private static <K, V> KafkaFuture<V> answer(Map<K, KafkaFuture<V>> answers, K what) {
        return Objects.requireNonNull(answers.get(what));
    }
}
