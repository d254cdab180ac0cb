package dev.sluice.events.topic;

import dev.sluice.events.kept.KeptTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes topics and deletes them. A change is done when Kafka shows it to who asks. */
final class TopicChanges {

    private static final long PAUSE_MILLIS = 20;

    private final TopicClients clients;
    private final KafkaAnswers answers;
    private final TopicLookup lookup;
    private final TopicDefaults defaults;

    TopicChanges(TopicClients clients, KafkaAnswers answers, TopicLookup lookup, TopicDefaults defaults) {
        this.clients = clients;
        this.answers = answers;
        this.lookup = lookup;
        this.defaults = defaults;
    }

    TopicCreation create(TopicName topic, TopicSettings wanted) throws TopicException {
        if (lookup.exists(topic)) {
            return existing(topic, wanted);
        }
        Admin admin = clients.admin();
        refuseCollision(topic, answers.await(admin.listTopics().names(), topic));
        KafkaFuture<Boolean> made =
                admin.createTopics(List.of(newTopic(topic, wanted))).all().thenApply(_ -> true);
        if (!answers.await(KafkaAnswers.or(made, TopicExistsException.class, false), topic)) {
            return existing(topic, wanted);
        }
        awaitThat(topic, true);
        return new TopicCreation(topic, lookup.find(topic).settings(), true);
    }

    void become(TopicName topic, TopicSettings wanted) throws TopicException {
        if (!lookup.exists(topic)) {
            create(topic, wanted);
            return;
        }
        TopicSettings there = lookup.find(topic).settings();
        if (!wanted.canBeMadeOf(there)) {
            throw new TopicException(new TopicFault.Exists(topic, there, wanted));
        }
        Admin admin = clients.admin();
        if (!wanted.config().isEmpty()) {
            List<AlterConfigOp> changes = wanted.config().entrySet().stream()
                    .map(each -> new AlterConfigOp(
                            new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.kafkaName());
            answers.await(
                    admin.incrementalAlterConfigs(Map.of(resource, changes)).all(), topic);
        }
        Optional<Integer> more =
                wanted.partitions().filter(count -> !there.partitions().equals(Optional.of(count)));
        if (more.isPresent()) {
            answers.await(
                    admin.createPartitions(Map.of(topic.kafkaName(), NewPartitions.increaseTo(more.get())))
                            .all(),
                    topic);
        }
        awaitThat(() -> wanted.agreeWith(lookup.find(topic).settings()));
    }

    private TopicCreation existing(TopicName topic, TopicSettings wanted) throws TopicException {
        awaitThat(topic, true);
        TopicSettings there = lookup.find(topic).settings();
        if (!wanted.agreeWith(there)) {
            throw new TopicException(new TopicFault.Exists(topic, there, wanted));
        }
        return new TopicCreation(topic, there, false);
    }

    private static void refuseCollision(TopicName topic, Set<String> all) throws TopicException {
        String metric = metricName(topic.kafkaName());
        Optional<String> other = all.stream()
                .filter(name -> metricName(name).equals(metric) && !name.equals(topic.kafkaName()))
                .findFirst();
        if (other.isPresent()) {
            throw new TopicException(new TopicFault.Collides(topic, other.get()));
        }
    }

    /** Kafka's metrics write dots as underscores. */
    private static String metricName(String kafkaName) {
        return kafkaName.replace('.', '_');
    }

    private NewTopic newTopic(TopicName topic, TopicSettings wanted) {
        return new NewTopic(
                        topic.kafkaName(),
                        wanted.partitions().or(defaults::partitions),
                        wanted.replication().or(defaults::replication).map(Integer::shortValue))
                .configs(wanted.config());
    }

    /** Makes one of the platform's own, which keeps its records until somebody deletes them, unless it is there. */
    void keep(TopicName topic, int partitions) throws TopicException {
        if (lookup.exists(topic)) {
            return;
        }
        try {
            KeptTopic.make(clients.admin(), topic.kafkaName(), partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(new TopicFault.NoAnswer("Waiting for Kafka was given up."));
        } catch (IllegalStateException e) {
            throw new TopicException(
                    e.getCause() instanceof ExecutionException failed && failed.getCause() != null
                            ? answers.fault(failed.getCause(), topic)
                            : clients.unanswered());
        }
        awaitThat(topic, true);
    }

    void delete(TopicName topic) throws TopicException {
        answers.await(clients.admin().deleteTopics(List.of(topic.kafkaName())).all(), topic);
        awaitThat(topic, false);
    }

    /** The one who changes topics in Kafka has done it before all who know of them do. */
    private void awaitThat(TopicName topic, boolean there) throws TopicException {
        awaitThat(() -> lookup.exists(topic) == there);
    }

    /** Whether Kafka shows what was changed. */
    @FunctionalInterface
    private interface Shown {
        boolean asked() throws TopicException;
    }

    private void awaitThat(Shown change) throws TopicException {
        long began = System.nanoTime();
        while (!change.asked()) {
            if (System.nanoTime() - began > TopicClients.ANSWER.toNanos()) {
                throw new TopicException(clients.unanswered());
            }
            new CompletableFuture<>()
                    .completeOnTimeout(null, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
