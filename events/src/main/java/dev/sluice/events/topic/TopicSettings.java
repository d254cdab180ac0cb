package dev.sluice.events.topic;

import dev.sluice.core.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** How a topic is to be made, where what is not told is the choice of {@link TopicDefaults} or of the broker, or how it is, where all is told. */
public record TopicSettings(
        @Setting(
                value = "parts of the topic, each with an order of its own",
                least = "1",
                most = "10000",
                otherwise = "the platform's choice")
        Optional<Integer> partitions,

        @Setting(
                value = "brokers that have each record",
                least = "1",
                most = "1000",
                otherwise = "the platform's choice")
        Optional<Integer> replication,

        @Setting(value = "how long records are kept", otherwise = "the broker's choice")
        Optional<Retention> retention,

        @Setting(
                value = "the most that one record may have, in bytes, with key, header fields and what Kafka adds",
                least = "256",
                most = "33554432",
                otherwise = "the broker's choice")
        Optional<Integer> maxMessageBytes) {

    /** The most that {@link #maxMessageBytes} may be, and that any record may have: 32 MiB. */
    public static final int MOST_BYTES = 32 << 20;

    /** Whether a topic that is like {@code other}, where all is told, is as these want it. */
    boolean agreeWith(TopicSettings other) {
        return agree(partitions, other.partitions)
                && agree(replication, other.replication)
                && agree(retention, other.retention)
                && agree(maxMessageBytes, other.maxMessageBytes);
    }

    /** Whether a topic that is like {@code other}, where all is told, can be made so without being made anew. */
    boolean canBeMadeOf(TopicSettings other) {
        return agree(replication, other.replication)
                && partitions.orElse(Integer.MAX_VALUE) >= other.partitions.orElse(0);
    }

    /** What is told of it, as Kafka has it. */
    Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        retention.ifPresent(time -> config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(time.millis())));
        maxMessageBytes.ifPresent(bytes -> config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)));
        return config;
    }

    private static <T> boolean agree(Optional<T> wanted, Optional<T> there) {
        return wanted.isEmpty() || wanted.equals(there);
    }

    /** What is told, as in {@code partitions 4, retention 7d}. */
    @Override
    public String toString() {
        List<String> told = new ArrayList<>();
        partitions.ifPresent(value -> told.add("partitions " + value));
        replication.ifPresent(value -> told.add("replication " + value));
        retention.ifPresent(value -> told.add("retention " + value));
        maxMessageBytes.ifPresent(value -> told.add("maxMessageBytes " + value));
        return String.join(", ", told);
    }
}
