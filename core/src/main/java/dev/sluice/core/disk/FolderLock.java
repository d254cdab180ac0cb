package dev.sluice.core.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that one thread of all processes of this machine holds at a time. The kernel gives it back when its holder dies.
 * Within a process threads wait for each other, because the lock of a file belongs to the whole process (fcntl(2)).
 */
public final class FolderLock {

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final ConcurrentMap<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Path path;
    private final Duration patience;
    private final ReentrantLock threads;
    private FileChannel file;
    private boolean closed;

    /**
     * Opens the lock of a folder that exists.
     *
     * @param name that of the lock's file, which nobody else may open
     * @param patience how long somebody waits at most
     */
    public FolderLock(Path folder, String name, Duration patience) {
        this.patience = patience;
        try {
            this.folder = folder.toRealPath();
            this.path = this.folder.resolve(name);
            this.threads = IN_PROCESS.computeIfAbsent(path, _ -> new ReentrantLock());
            this.file = open();
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
        lockThreads(until);
        try (FileLock _ = lockFile(until)) {
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    /** Closes the file while no thread of this process counts on its lock, which would be gone with it. */
    public void close() throws IOException {
        threads.lock();
        try {
            closed = true;
            file.close();
        } finally {
            threads.unlock();
        }
    }

    private void lockThreads(long until) throws IOException {
        try {
            if (!threads.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw held();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Disk.failure("cannot lock " + folder, new IOException("the wait was interrupted", e));
        }
    }

    private FileLock lockFile(long until) throws IOException {
        if (!file.isOpen() && !closed) {
            // A thread that was interrupted while it used the file closed it.
            file = open();
        }
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
