package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A real broker for the tests of a JVM: started by the first who asks, ended with the JVM. Tests share it, so each makes names of
 * its own.
 */
public final class BrokerFixture {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private BrokerFixture() {}

    private static final class Shared {
        static final OwnBroker BROKER = start();

        private static OwnBroker start() {
            Path folder = folder();
            OwnBroker broker = new OwnBroker(settings(folder.resolve("kafka")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                Disk.deleteQuietly(folder);
            }));
            broker.ready(PATIENCE).toCompletableFuture().join();
            return broker;
        }

        private static Path folder() {
            try {
                return Files.createTempDirectory("sluice-broker");
            } catch (IOException e) {
                throw Disk.failure("cannot make a folder", e);
            }
        }
    }

    /** The broker, ready. */
    public static KafkaCluster cluster() {
        return Shared.BROKER;
    }

    /** A broker of its own in a folder, ready; whoever asks closes it. */
    public static KafkaCluster another(Path folder) {
        OwnBroker broker = new OwnBroker(settings(folder.resolve("kafka")));
        broker.ready(PATIENCE).toCompletableFuture().join();
        return broker;
    }

    /** A name that no other test uses; {@code word} of a-z, 0-9 and hyphens. */
    public static String freshName(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Reads all partitions of a topic from their beginnings, only what is committed; whoever asks closes it. */
    public static KafkaConsumer<String, String> reader(KafkaCluster cluster, String topic, int partitions) {
        Map<String, Object> reading = new HashMap<>(cluster.clientProperties());
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaConsumer<String, String> reader =
                new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
        reader.assign(IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList());
        return reader;
    }

    /** Settings of a broker in a folder of its own, with the jars as they are built. */
    static BrokerSettings settings(Path folder) {
        Path jars = Path.of(System.getProperty("sluice.root"), "broker/target/broker");
        return new BrokerSettings(folder, Optional.of(jars), folder.resolveSibling("cache"), 192, false);
    }
}
