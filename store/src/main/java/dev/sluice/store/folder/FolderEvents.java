package dev.sluice.store.folder;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells that files in a folder changed, whoever changed them, from the first {@link #start} on: by inotify(7), or by looking
 * each second where the system has no more of that to give. Thread-safe.
 */
public final class FolderEvents implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FolderEvents.class.getName());

    private final Path folder;
    private final String what;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<WatchService> service = Optional.empty();
    private boolean started;

    /**
     * Calls {@code changed} on one thread, once for what happens at once, and again after a second when it throws a {@link
     * StorageException}.
     *
     * @param what is in the folder, for people: {@code keyed state}
     */
    public FolderEvents(Path folder, String what, Runnable changed) {
        this.folder = folder;
        this.what = what;
        this.changed = changed;
    }

    /** Returns when every change from now on is told. */
    public void start() {
        lock.lock();
        try {
            if (!started) {
                started = true;
                service = register();
                Optional<WatchService> events = service;
                Thread.ofPlatform()
                        .daemon()
                        .name(folder.getFileName() + "-events")
                        .start(() -> listen(events));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            started = true;
            closed.countDown();
            if (service.isPresent()) {
                service.get().close();
            }
        } catch (IOException e) {
            throw Disk.failure("cannot stop watching the folder " + folder, e);
        } finally {
            lock.unlock();
        }
    }

    private Optional<WatchService> register() {
        try {
            WatchService events = folder.getFileSystem().newWatchService();
            folder.register(
                    events,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return Optional.of(events);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "The system does not tell of changes in {0} ({1}), so it is looked at each second: raise"
                            + " fs.inotify.max_user_instances.",
                    folder,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void listen(Optional<WatchService> events) {
        boolean behind = false;
        try {
            while (closed.getCount() > 0) {
                if (events.isPresent()) {
                    await(events.get(), behind);
                } else {
                    boolean _ = closed.await(1, TimeUnit.SECONDS);
                }
                behind = !tell();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.log(Level.DEBUG, "The folder {0} is not watched any more", folder);
        }
    }

    private static void await(WatchService events, boolean behind) throws InterruptedException {
        WatchKey key = behind ? events.poll(1, TimeUnit.SECONDS) : events.take();
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    private boolean tell() {
        try {
            changed.run();
            return true;
        } catch (StorageException e) {
            LOG.log(
                    closed.getCount() == 0 ? Level.DEBUG : Level.WARNING,
                    "Changes of {0} are told late: {1}",
                    what,
                    e.getMessage());
            return false;
        }
    }
}
