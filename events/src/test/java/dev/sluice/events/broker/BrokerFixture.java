package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

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

    /** Settings of a broker in a folder of its own, with the jars as they are built. */
    static BrokerSettings settings(Path folder) {
        Path jars = Path.of(System.getProperty("sluice.root"), "broker/target/broker");
        return new BrokerSettings(folder, Optional.of(jars), folder.resolveSibling("cache"), 192, false);
    }
}
