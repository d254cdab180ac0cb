package dev.sluice.store.state;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.state.Watches;
import dev.sluice.store.folder.FolderEvents;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Records in a log in a folder that any number of gateways of this machine share. Whoever reads or writes holds the folder's
 * lock, has read the log to its end, and has its own line on the disk before it answers: so the log's order is the order of
 * all.
 */
public final class DirectoryKeyedState implements KeyedState, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DirectoryKeyedState.class.getName());

    /** Calls wait for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path folder;
    private final RecordFiles earlier;
    private final InstantSource clock;
    private final FolderLock lock;
    private final Watches watches = new Watches();
    private final StateLog log;
    private final FolderEvents events;
    private boolean moved;

    /**
     * Opens a store in a folder that exists and that only its owner can see into.
     *
     * @param twoFactor where homes of format 1 have records of two-factor; they move into the log when it is made
     */
    public DirectoryKeyedState(Path folder, Path twoFactor, InstantSource clock) {
        this.folder = folder;
        this.earlier = new RecordFiles(twoFactor, "two-factor");
        this.clock = clock;
        this.log = new StateLog(folder, watches::changed);
        this.events = new FolderEvents(folder, "keyed state", () -> locked(() -> true));
        this.lock = new FolderLock(folder, "lock", PATIENCE);
    }

    @Override
    public Consistency consistency() {
        return Consistency.LINEARIZABLE;
    }

    @Override
    public Optional<Entry> get(StateKey key) {
        return locked(() -> {
            Optional<StateLog.Place> place = live(key);
            return place.isEmpty()
                    ? Optional.<Entry>empty()
                    : Optional.of(new Entry(
                            log.value(place.get()), new Version(place.get().version())));
        });
    }

    @Override
    public Optional<Version> put(StateKey key, String value, Version expected, Instant expiry) {
        KeyedState.checked(value);
        return locked(() -> {
            if (!version(key).equals(expected)) {
                return Optional.empty();
            }
            Version next = new Version(log.nextVersion());
            log.append(new LogRecord.Put(key, next.number(), expiry, value));
            compact();
            return Optional.of(next);
        });
    }

    @Override
    public boolean delete(StateKey key) {
        return locked(() -> remove(key, version(key)));
    }

    @Override
    public boolean delete(StateKey key, Version expected) {
        return locked(() -> remove(key, expected));
    }

    @Override
    public List<StateKey> keys(String area, int most) {
        return locked(() -> log.places().keySet().stream()
                .filter(key -> key.area().equals(area) && live(key).isPresent())
                .limit(most)
                .toList());
    }

    @Override
    public Watch watch(StateKey key, Runnable changed) {
        events.start();
        return watches.add(key, changed);
    }

    /** Gives the room of expired records back to the disk, once it is worthwhile. */
    public void removeExpired() {
        locked(() -> {
            List.copyOf(log.places().keySet()).stream()
                    .filter(key -> live(key).isEmpty())
                    .forEach(log::forget);
            compact();
            return true;
        });
    }

    @Override
    public void close() {
        events.close();
        try {
            lock.locked(() -> {
                log.close();
                return true;
            });
            lock.close();
        } catch (IOException e) {
            throw Disk.failure("cannot close the log in " + folder, e);
        }
    }

    private <T> T locked(FolderLock.Work<T> work) {
        try {
            return lock.locked(() -> {
                if (!moved) {
                    moveEarlier();
                }
                log.catchUp();
                return work.run();
            });
        } catch (IOException e) {
            throw Disk.failure("cannot work with the log in " + folder, e);
        }
    }

    private void moveEarlier() throws IOException {
        if (!log.exists()) {
            log.create(earlier.read());
        }
        earlier.delete();
        moved = true;
    }

    private boolean remove(StateKey key, Version expected) throws IOException {
        if (expected.equals(Version.NONE) || !version(key).equals(expected)) {
            return false;
        }
        log.append(new LogRecord.Delete(key, log.nextVersion()));
        compact();
        return true;
    }

    private Version version(StateKey key) {
        return live(key).map(place -> new Version(place.version())).orElse(Version.NONE);
    }

    private Optional<StateLog.Place> live(StateKey key) {
        return log.place(key).filter(place -> clock.instant().isBefore(place.expiry()));
    }

    private void compact() {
        try {
            log.compactIfWorthwhile();
        } catch (IOException e) {
            // What was changed is on the disk: a log that stays long is tried again when it has grown.
            LOG.log(Level.DEBUG, "The log in " + folder + " stays as long as it is", e);
        }
    }
}
