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

/**
 * The folder that holds everything that is the platform's own, {@code SLUICE_HOME}: mode 700, and one gateway at a time
 * works in it.
 */
public final class Home implements AutoCloseable {

    /** What the folders of a home mean to this build. The first had no file that says so. */
    private static final int FORMAT = 2;

    private final Path root;
    private final FileChannel lock;

    private Home(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Makes the folder if need be and takes possession of it until {@link #close}. */
    public static Home open(Path folder) {
        Path root = Disk.ownFolder(folder.toAbsolutePath().normalize());
        Path lockFile = root.resolve("gateway.lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                takeFormat(root, channel);
                return new Home(root, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw Disk.failure("cannot lock " + lockFile, e);
        }
        throw new HomeInUseException("another gateway works in " + root
                + ": stop it, or give this one a home of its own with SLUICE_HOME or --home");
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

    public Path adminToken() {
        return root.resolve("admin.token");
    }

    public Path invokeToken() {
        return root.resolve("invoke.token");
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

    /** Notes which format the home has from now on, unless a newer build has written more than this one understands. */
    private static void takeFormat(Path root, FileChannel lock) throws IOException {
        Path file = root.resolve("format");
        String format = Files.exists(file) ? Files.readString(file).strip() : "";
        if (format.equals(Integer.toString(FORMAT))) {
            return;
        }
        if (!format.isEmpty()) {
            lock.close();
            throw new HomeNewerException("the home " + root + " is of format " + format + ", and this gateway knows "
                    + FORMAT
                    + " and older: start the newer gateway that wrote it, or give this one a home of its own with"
                    + " SLUICE_HOME or --home");
        }
        Disk.replace(file, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
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
