package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.disk.HeldFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder of a broker, mode 700, which gateways of one machine may share. {@code data} is Kafka's own; {@code gateways} has a
 * held file for each gateway that uses the broker, by which the broker sees whether it is needed.
 */
final class BrokerFolder implements AutoCloseable {

    /** Whoever ends a broker waits for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path root;
    private final FolderLock lock;

    /** Makes the folder if need be. */
    BrokerFolder(Path folder) {
        this.root = Disk.ownFolder(folder);
        this.lock = new FolderLock(root, "lock", PATIENCE);
    }

    /** Does work while no other gateway starts or ends a broker here. */
    <T> T alone(FolderLock.Work<T> work) throws IOException {
        return lock.locked(work);
    }

    Path root() {
        return root;
    }

    Path data() {
        return root.resolve("data");
    }

    Path properties() {
        return root.resolve("server.properties");
    }

    /** For Kafka's own tools. */
    Path clientProperties() {
        return root.resolve("client.properties");
    }

    /** Kafka's own log; {@code broker.log.1} is the part before. */
    Path log() {
        return root.resolve("broker.log");
    }

    /** What the broker's JVM prints; of the last start only. */
    Path output() {
        return root.resolve("broker.out");
    }

    /** Says, until it is closed or this process ends, that a gateway uses the broker. For one who is alone. */
    HeldFile enter() throws IOException {
        Path folder = gateways();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!HeldFile.isHeld(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return HeldFile.make(folder.resolve(UUID.randomUUID().toString()));
    }

    /** How many gateways use the broker. For one who is alone. */
    int count() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(gateways())) {
            for (Path file : files) {
                count += HeldFile.isHeld(file) ? 1 : 0;
            }
        }
        return count;
    }

    private Path gateways() {
        return Disk.ownFolder(root.resolve("gateways"));
    }

    /**
     * Where the broker is reached: where it was the last time, unless another program has taken that place meanwhile and no
     * other gateway counts on it. For one who is alone and has entered.
     */
    BrokerAddress address(SecureRandom random) throws IOException {
        Path file = root.resolve("address");
        Optional<BrokerAddress> last = BrokerAddress.read(file);
        if (last.isPresent() && (count() > 1 || isTaken() || last.get().isFree())) {
            return last.get();
        }
        BrokerAddress chosen = BrokerAddress.choose(random);
        chosen.write(file);
        return chosen;
    }

    /** Whether a broker works here: it keeps a file locked, which the kernel undoes. For one who is alone. */
    boolean isTaken() throws IOException {
        return HeldFile.isHeld(claim());
    }

    /** The broker that works here, if its line is whole and true. */
    Optional<RunningBroker> running() throws IOException {
        try {
            return RunningBroker.parse(Files.readString(claim(), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Path claim() {
        return root.resolve("broker.lock");
    }

    @Override
    public void close() {
        lock.close();
    }
}
