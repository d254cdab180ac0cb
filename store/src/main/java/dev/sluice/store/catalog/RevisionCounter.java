package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Revision;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Gives each change of a catalog a higher revision than all before it, also through a restart: the file says up to which they
 * may be in use, a block at a time, by whoever shares the catalog. Whoever asks holds the folder's lock.
 */
final class RevisionCounter {

    /** How many revisions are taken from the file at once. */
    private static final long BLOCK = 1_000;

    private final Path file;
    private long last;
    private long reserved;

    RevisionCounter(Path file) {
        this.file = file;
    }

    Revision last() {
        return new Revision(last);
    }

    /** Up to which revisions may be in use. */
    Revision reserved() {
        reserved = Math.max(reserved, read(file));
        return new Revision(Math.max(reserved, last));
    }

    /** Revisions up to this one are in use. */
    void atLeast(Revision used) {
        last = Math.max(last, used.value());
    }

    Revision next() {
        if (last >= reserved && last >= reserved().value()) {
            Disk.replace(file, (last + BLOCK + "\n").getBytes(StandardCharsets.UTF_8));
            reserved = last + BLOCK;
        }
        return new Revision(++last);
    }

    private static long read(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw Disk.failure("cannot read " + file, new IOException("it holds no number", e));
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }
}
