package dev.sluice.store.state;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells that files in a folder changed, whoever changed them: inotify(7), from the first {@link #start} on. Thread-safe. */
final class FolderEvents implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FolderEvents.class.getName());

    private final Path folder;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable WatchService service;
    private volatile boolean closed;

    /** Calls {@code changed} on one thread, once for what happens at once, and again when it throws. */
    FolderEvents(Path folder, Runnable changed) {
        this.folder = folder;
        this.changed = changed;
    }

    /** Returns when every change from now on is told. */
    void start() {
        lock.lock();
        try {
            if (service != null) {
                return;
            }
            WatchService made = folder.getFileSystem().newWatchService();
            folder.register(made, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            service = made;
            Thread.ofPlatform().daemon().name("state-events").start(() -> listen(made));
        } catch (IOException e) {
            throw Disk.failure("cannot watch the folder " + folder, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            throw Disk.failure("cannot stop watching the folder " + folder, e);
        } finally {
            lock.unlock();
        }
    }

    private void listen(WatchService events) {
        boolean behind = false;
        try {
            while (true) {
                WatchKey key = behind ? events.poll(1, TimeUnit.SECONDS) : events.take();
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                behind = !tell();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.log(Level.DEBUG, "The folder {0} is not watched any more", folder);
        }
    }

    private boolean tell() {
        try {
            changed.run();
            return true;
        } catch (StorageException e) {
            LOG.log(closed ? Level.DEBUG : Level.WARNING, "Changes of keyed state are told late: {0}", e.getMessage());
            return false;
        }
    }
}
