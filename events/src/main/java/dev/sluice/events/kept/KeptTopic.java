package dev.sluice.events.kept;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the platform's own topics. Blocks until Kafka has answered. */
public final class KeptTopic {

    /** What a record may have: the longest body or answer, and its header fields. */
    public static final int MAX_RECORD = 2 * 1024 * 1024;

    /** What is settled or superseded leaves the disk in pieces of this size, and is read again at a start until then. */
    private static final int SEGMENT = 64 * 1024 * 1024;

    private KeptTopic() {}

    /** One that keeps the newest record of each key for ever, unless it is there. */
    public static void makeCompacted(Admin admin, String name, int partitions) throws InterruptedException {
        make(admin, name, partitions, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** One that keeps all records for ever, unless it is there: it is trimmed by whoever has settled them. */
    public static void make(Admin admin, String name, int partitions) throws InterruptedException {
        make(
                admin,
                name,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1"));
    }

    /** One that keeps all records for so long at least, unless it is there. */
    public static void makeFor(Admin admin, String name, int partitions, Duration kept) throws InterruptedException {
        make(
                admin,
                name,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(kept.toMillis())));
    }

    private static void make(Admin admin, String name, int partitions, Map<String, String> more)
            throws InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD));
        settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT));
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("the topic " + name + " cannot be made: " + e.getCause(), e);
            }
        }
    }
}
