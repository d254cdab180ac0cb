package dev.sluice.core.disk;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that one thread of all processes of this machine holds at a time. The kernel gives it back when its holder dies.
 * Within a process threads wait for each other, because the lock of a file belongs to the whole process (fcntl(2)). The file is open
 * while somebody holds the lock, and no longer.
 */
public final class FolderLock {

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    /** Of those files that somebody in this process uses now. */
    private static final ConcurrentMap<Path, Threads> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Path path;
    private final Duration patience;
    private volatile boolean closed;

    /** The threads of this process that use one file. {@code users} is guarded by the map. */
    private static final class Threads extends ReentrantLock {

        private static final long serialVersionUID = 1;

        private int users;
    }

    /**
     * The lock of a folder that exists.
     *
     * @param name that of the lock's file, which nobody else may open
     * @param patience how long somebody waits at most
     */
    public FolderLock(Path folder, String name, Duration patience) {
        this.patience = patience;
        try {
            this.folder = folder.toRealPath();
            this.path = this.folder.resolve(name);
        } catch (IOException e) {
            throw Disk.failure("cannot open the folder " + folder, e);
        }
    }

    /** What is done by the only one who works in the folder. */
    public interface Work<T> {
        T run() throws IOException;
    }

    /** Does work that asks for no lock of the same folder. */
    public <T> T locked(Work<T> work) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        Threads threads = enter();
        try {
            lock(threads, until);
            // Opened and closed while no other thread of this process counts on the file's lock, which would be gone
            // with it.
            try (FileChannel file = open();
                    FileLock _ = lock(file, until)) {
                return work.run();
            } finally {
                threads.unlock();
            }
        } finally {
            leave();
        }
    }

    /** No work is done after this returns. */
    public void close() {
        Threads threads = enter();
        threads.lock();
        try {
            closed = true;
        } finally {
            threads.unlock();
            leave();
        }
    }

    private Threads enter() {
        return Objects.requireNonNull(IN_PROCESS.compute(path, (_, present) -> {
            Threads threads = present == null ? new Threads() : present;
            threads.users++;
            return threads;
        }));
    }

    private void leave() {
        IN_PROCESS.computeIfPresent(path, (_, threads) -> --threads.users == 0 ? null : threads);
    }

    private void lock(Threads threads, long until) throws IOException {
        try {
            if (!threads.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw held();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Disk.failure("cannot lock " + folder, new IOException("the wait was interrupted", e));
        }
    }

    private FileLock lock(FileChannel file, long until) throws IOException {
        long pause = LONGEST_PAUSE / 64;
        for (FileLock held = file.tryLock(); ; held = file.tryLock()) {
            if (held != null) {
                return held;
            }
            if (System.nanoTime() - until > 0) {
                throw held();
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
    }

    private FileChannel open() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private IOException held() {
        return new IOException("another process works in " + folder + " for more than " + patience.toSeconds()
                + " s: is a gateway stopped there, or the disk stuck?");
    }
}
