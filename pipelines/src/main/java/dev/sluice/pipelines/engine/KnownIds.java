package dev.sluice.pipelines.engine;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * The ids that items of one batch have, each with what the item is, both as digests. A table with open addressing, 64 to 128 bytes for each
 * id: of up to 16,384 ids in memory outside of the heap, of more in a file that has no name and is mapped, so that its pages are the kernel's.
 * Throws {@link dev.sluice.core.catalog.StorageException} where the disk fails. For one thread.
 */
final class KnownIds implements AutoCloseable {

    /** What is known of one: 16 bytes of the SHA-256 of its id, and 16 of that of what it is. */
    static final int ENTRY = 32;

    private static final int HALF = ENTRY / 2;
    private static final long FIRST_SLOTS = 1 << 10;

    /** 1 MiB. */
    private static final long MOST_IN_MEMORY = 1 << 20;

    private static final int PIECE = 64 << 10;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final Path folder;
    private Table table;
    private long count;

    /** What is known of an id. */
    enum Found {
        /** Nothing; it is known from now on. */
        NEW,
        /** The same item has it. */
        SAME,
        /** Another item has it. */
        OTHER
    }

    /** {@code folder}: in which files may be that nobody sees. */
    KnownIds(Path folder) {
        this.folder = folder;
        this.table = new Table(folder, FIRST_SLOTS);
    }

    /** What is kept of an item; {@code item} tells it from others. */
    static byte[] entry(String id, byte[] item) {
        byte[] entry = Arrays.copyOf(Digest.sha256().digest(BatchRecords.key(id)), ENTRY);
        // An empty slot has zeros.
        entry[0] |= 1;
        System.arraycopy(Digest.sha256().digest(item), 0, entry, HALF, HALF);
        return entry;
    }

    /** Takes an {@link #entry}. */
    Found take(byte[] entry) {
        return take(MemorySegment.ofArray(entry), 0);
    }

    /** Takes several, one behind the other. */
    void takeAll(byte[] entries) {
        MemorySegment all = MemorySegment.ofArray(entries);
        for (long at = 0; at + ENTRY <= entries.length; at += ENTRY) {
            take(all, at);
        }
    }

    private Found take(MemorySegment from, long at) {
        Found found = table.take(from, at);
        if (found == Found.NEW) {
            count++;
            if (2 * count > table.slots) {
                grow();
            }
        }
        return found;
    }

    private void grow() {
        Table larger = new Table(folder, 2 * table.slots);
        for (long at = 0; at < table.slots * ENTRY; at += ENTRY) {
            if (table.memory.get(LONG, at) != 0) {
                larger.take(table.memory, at);
            }
        }
        table.close();
        table = larger;
    }

    /** How many there are. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        table.close();
    }

    /** So many slots, of which more must be empty than are not. */
    private static final class Table implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;
        private final long slots;

        /** {@code slots}: a power of two. */
        Table(Path folder, long slots) {
            this.slots = slots;
            try {
                this.memory = room(folder, slots * ENTRY);
            } catch (RuntimeException e) {
                arena.close();
                throw e;
            }
        }

        private MemorySegment room(Path folder, long bytes) {
            if (bytes <= MOST_IN_MEMORY) {
                return arena.allocate(bytes, Long.BYTES);
            }
            Path file = folder.resolve("ids-" + UUID.randomUUID());
            try (FileChannel open = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE)) {
                // Written and not left out, so that a full disk is told here, and not by the first page that finds no
                // room.
                for (long at = 0; at < bytes; at += PIECE) {
                    ByteBuffer zeros = ByteBuffer.allocate(PIECE);
                    while (zeros.hasRemaining()) {
                        open.write(zeros, at + zeros.position());
                    }
                }
                return open.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            } catch (IOException e) {
                throw Disk.failure("cannot keep the ids of a batch in " + folder, e);
            }
        }

        Found take(MemorySegment from, long at) {
            long slot = slot(from, at);
            if (memory.get(LONG, slot) != 0) {
                return same(slot + HALF, from, at + HALF) ? Found.SAME : Found.OTHER;
            }
            MemorySegment.copy(from, at, memory, slot, ENTRY);
            return Found.NEW;
        }

        /** Where an id is, or is to be. */
        private long slot(MemorySegment from, long at) {
            long number = from.get(ValueLayout.JAVA_LONG_UNALIGNED, at + Long.BYTES) & (slots - 1);
            while (memory.get(LONG, number * ENTRY) != 0 && !same(number * ENTRY, from, at)) {
                number = (number + 1) & (slots - 1);
            }
            return number * ENTRY;
        }

        private boolean same(long slot, MemorySegment from, long at) {
            return MemorySegment.mismatch(memory, slot, slot + HALF, from, at, at + HALF) < 0;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
