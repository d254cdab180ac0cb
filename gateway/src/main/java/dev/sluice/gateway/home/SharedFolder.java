package dev.sluice.gateway.home;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The folder of what gateways of one machine may have in common: resources, code, secrets, keyed state, tokens and jars with
 * decorators. That is the home, unless {@code SLUICE_SHARED_FOLDER} names another, which may be the home of another gateway. Mode
 * 700. Thread-safe.
 */
public final class SharedFolder implements AutoCloseable {

    /** Functions of a home of the first format may have to be brought over first. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path root;
    private final FolderLock lock;

    private SharedFolder(Path root) {
        this.root = root;
        this.lock = new FolderLock(root, "shared.lock", PATIENCE);
    }

    /** Makes the folder if need be; {@code folder}: empty for the home itself. */
    public static SharedFolder open(Home home, Optional<Path> folder) {
        Path root = folder.map(other -> other.toAbsolutePath().normalize()).orElse(home.root());
        if (root.equals(home.root())) {
            return new SharedFolder(root);
        }
        SharedFolder shared = new SharedFolder(Disk.ownFolder(root));
        shared.alone(() -> takeFormat(root));
        return shared;
    }

    /** Does what is done once for all gateways, such as making a token, while no other gateway does such a thing. */
    public <T> T alone(Supplier<T> work) {
        try {
            return lock.locked(work::get);
        } catch (IOException e) {
            throw Disk.failure("cannot work in " + root, e);
        }
    }

    public Path root() {
        return root;
    }

    /** The records of all functions and whatever else the platform is told to have. */
    public Path catalog() {
        return Disk.ownFolder(root.resolve("catalog"));
    }

    public Path artifacts() {
        return Disk.ownFolder(root.resolve("artifacts"));
    }

    /** Jars with decorators, which the operator puts there. */
    public Path decorators() {
        return Disk.ownFolder(root.resolve("decorators"));
    }

    public Path secrets() {
        return Disk.ownFolder(root.resolve("secrets"));
    }

    /** Keyed state: what is changed by compare and set, such as users' second factors, sealed. */
    public Path state() {
        return Disk.ownFolder(root.resolve("state"));
    }

    /** Where builds before keyed state have users' second factors; they move into {@link #state}. */
    public Path twoFactor() {
        return Disk.ownFolder(root.resolve("two-factor"));
    }

    /** What seals second factors; kept beside it and not in it, so that a copy of the one opens nothing. */
    public Path twoFactorKey() {
        return root.resolve("two-factor.key");
    }

    /** The broker's folder, made when it is first needed. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** Bodies and answers of calls that run later, as far as they are too long for a record; made with the first of them. */
    public Path payloads() {
        return root.resolve("payloads");
    }

    /** The data of items of batches that records do not take, in a folder for each namespace, pipeline and batch; made with the first. */
    public Path pipelines() {
        return root.resolve("pipelines");
    }

    /** What functions made of items of work queues that records do not take, in a folder for each queue; made with the first. */
    public Path workQueues() {
        return root.resolve("work-queues");
    }

    /** The sockets of processes that keep answers for all gateways. */
    public Path caches() {
        return Disk.ownFolder(root.resolve("caches"));
    }

    public Path adminToken() {
        return root.resolve("admin.token");
    }

    public Path invokeToken() {
        return root.resolve("invoke.token");
    }

    @Override
    public void close() {
        lock.close();
    }

    /** A build that shares with nobody holds the lock of its home as long as it runs. */
    private static Path takeFormat(Path root) {
        try {
            if (FolderFormat.isOld(root) && Files.exists(root.resolve(Home.LOCK))) {
                try (Home free = Home.open(root)) {
                    return free.root();
                }
            }
            FolderFormat.take(root);
            return root;
        } catch (IOException e) {
            throw Disk.failure("cannot share the folder " + root, e);
        }
    }
}
