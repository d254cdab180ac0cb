package dev.sluice.gateway.twofactor;

import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore;
import dev.sluice.gateway.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Records as files of mode 600, for one gateway: the first line is the mark, the second the millisecond of the expiry, the
 * third the value. Every write is on the disk when it is acknowledged. What expired is none at once, and its file is deleted
 * by {@link #removeExpired}.
 */
public final class DirectoryTwoFactorStore implements TwoFactorStore {

    private static final int LOCKS = 64;

    private final Path folder;
    private final InstantSource clock;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    private record Entry(Kept kept, Instant expiry) {}

    /** Opens a store in a folder that exists, that only its owner can see into, and that nobody else works in. */
    public DirectoryTwoFactorStore(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
        Disk.deleteUnfinished(folder);
    }

    @Override
    public Optional<Kept> get(RecordKey key) {
        return live(key).map(Entry::kept);
    }

    @Override
    public boolean put(RecordKey key, String value, Mark expected, Instant expiry) {
        ReentrantLock lock = lock(key);
        lock.lock();
        try {
            Mark there = get(key).map(Kept::mark).orElse(Mark.NONE);
            if (!there.equals(expected)) {
                return false;
            }
            String text = UUID.randomUUID() + "\n" + millis(expiry) + "\n" + value + "\n";
            Disk.replace(file(key), text.getBytes(StandardCharsets.US_ASCII));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean delete(RecordKey key) {
        ReentrantLock lock = lock(key);
        lock.lock();
        try {
            boolean wasLive = live(key).isPresent();
            return Disk.delete(file(key)) && wasLive;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RecordKey> keys(int most) {
        try (Stream<Path> files = Files.list(folder)) {
            return keys(files).filter(key -> live(key).isPresent()).limit(most).toList();
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    /** Deletes the files of records that have expired. */
    public void removeExpired() {
        try (Stream<Path> files = Files.list(folder)) {
            keys(files).forEach(this::removeIfExpired);
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    private void removeIfExpired(RecordKey key) {
        ReentrantLock lock = lock(key);
        lock.lock();
        try {
            if (read(key).filter(entry -> !isLive(entry)).isPresent()) {
                Disk.delete(file(key));
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Entry> live(RecordKey key) {
        return read(key).filter(this::isLive);
    }

    private boolean isLive(Entry entry) {
        return clock.instant().isBefore(entry.expiry());
    }

    private Optional<Entry> read(RecordKey key) {
        Path file = file(key);
        try {
            String[] lines = Files.readString(file, StandardCharsets.US_ASCII).split("\n", -1);
            if (lines.length != 4) {
                throw new IOException("not three lines");
            }
            long millis = Long.parseLong(lines[1]);
            Instant expiry = millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
            return Optional.of(new Entry(new Kept(lines[2], new Mark(lines[0])), expiry));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        } catch (NumberFormatException e) {
            throw Disk.failure("cannot read " + file, new IOException("no expiry in its second line", e));
        }
    }

    private static Stream<RecordKey> keys(Stream<Path> files) {
        return files.map(file -> String.valueOf(file.getFileName()))
                .filter(RecordKey::isValid)
                .map(RecordKey::new);
    }

    private static long millis(Instant expiry) {
        return expiry.equals(Instant.MAX) ? Long.MAX_VALUE : expiry.toEpochMilli();
    }

    private ReentrantLock lock(RecordKey key) {
        return locks[Math.floorMod(key.hashCode(), LOCKS)];
    }

    private Path file(RecordKey key) {
        return folder.resolve(key.value());
    }
}
