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
 * may be in use, a block at a time. Whoever asks must be alone.
 */
final class RevisionCounter {

    /** How many revisions are taken from the file at once. */
    private static final long BLOCK = 1_000;

    private final Path file;
    private long last;
    private long reserved;

    /** {@code used}: the highest that is seen in the catalog. */
    RevisionCounter(Path file, Revision used) {
        this.file = file;
        this.reserved = Math.max(read(file), used.value());
        this.last = reserved;
    }

    Revision last() {
        return new Revision(last);
    }

    Revision next() {
        if (last == reserved) {
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
