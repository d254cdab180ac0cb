package dev.sluice.events.payload;

import dev.sluice.core.disk.Disk;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Which topics of which Kafka name the files of a folder, by the ids that Kafka gave them, in the file {@code named-by}. Whoever is about
 * to name a file enters his there. So whoever looks for files that nobody names knows whether he sees all who may: if others have named
 * some, or his topics were made anew, he does not. Blocks. Thread-safe.
 */
final class PayloadOwners {

    private static final String FILE = "named-by";

    private final PayloadFolder folder;
    private final KafkaCluster cluster;
    private final List<String> topics;

    PayloadOwners(PayloadFolder folder, KafkaCluster cluster, List<String> topics) {
        this.folder = folder;
        this.cluster = cluster;
        this.topics = topics;
    }

    /** Enters the topics as they are now. */
    void enter() throws InterruptedException, BrokerAwayException {
        String mine = mine();
        folder.alone(() -> {
            Set<String> all = new TreeSet<>(entered());
            if (all.add(mine)) {
                Disk.replace(file(), (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return all;
        });
    }

    /** Whether the topics as they are now, and no others, name files. */
    boolean isAlone() throws InterruptedException, BrokerAwayException {
        String mine = mine();
        return folder.alone(() -> entered().equals(Set.of(mine)));
    }

    private Set<String> entered() throws IOException {
        return Files.exists(file())
                ? Files.readAllLines(file()).stream()
                        .filter(line -> !line.isBlank())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private Path file() {
        return folder.root().resolve(FILE);
    }

    private String mine() throws InterruptedException, BrokerAwayException {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            Map<String, TopicDescription> described =
                    admin.describeTopics(topics).allTopicNames().get();
            String ids = described.values().stream()
                    .map(topic -> " " + topic.name() + "=" + topic.topicId())
                    .sorted()
                    .collect(Collectors.joining());
            return admin.describeCluster().clusterId().get() + ids;
        } catch (ExecutionException e) {
            throw new BrokerAwayException(
                    "Kafka does not tell of the topics " + topics + ": " + e.getCause() + ". Try again soon.");
        }
    }
}
