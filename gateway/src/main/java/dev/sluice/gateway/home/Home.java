package dev.sluice.gateway.home;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The folder that holds everything that is a gateway's own, {@code SLUICE_HOME}: mode 700, and one gateway at a time has it. What
 * it may have in common with others is in a {@link SharedFolder}.
 */
public final class Home implements AutoCloseable {

    static final String LOCK = "gateway.lock";

    private final Path root;
    private final FileChannel lock;

    private Home(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Makes the folder if need be and takes possession of it until {@link #close}. */
    public static Home open(Path folder) {
        Path root = Disk.ownFolder(folder.toAbsolutePath().normalize());
        Path lockFile = root.resolve(LOCK);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return of(root, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw Disk.failure("cannot lock " + lockFile, e);
        }
        throw new HomeInUseException("another gateway works in " + root
                + ": stop it, or give this one a home of its own with SLUICE_HOME or --home");
    }

    private static Home of(Path root, FileChannel lock) throws IOException {
        try {
            FolderFormat.take(root);
            return new Home(root, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Uploads under way; emptied at every start. */
    public Path uploads() {
        return Disk.ownFolder(root.resolve("uploads"));
    }

    /** What functions print, and the records of calls. */
    public Path logs() {
        return Disk.ownFolder(root.resolve("logs"));
    }

    /** The socket for runners; nothing in it outlives the gateway. */
    public Path run() {
        return Disk.ownFolder(root.resolve("run"));
    }

    /** A work folder for each runner. */
    public Path workFolders() {
        return Disk.ownFolder(run().resolve("runners"));
    }

    /** What runtimes prepared on this machine; may be deleted at any time. */
    public Path cache() {
        return Disk.ownFolder(root.resolve("cache"));
    }

    /** What the JVM of a gateway in the background prints. */
    public Path jvmOutput() {
        return root.resolve("gateway.out");
    }

    /** By what others know this gateway, whenever it works: a text that no other home has. Made when it is first asked for. */
    public String id() {
        Path file = root.resolve("gateway.id");
        try {
            if (!Files.exists(file)) {
                Disk.replace(file, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw Disk.failure("cannot unlock " + root, e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
