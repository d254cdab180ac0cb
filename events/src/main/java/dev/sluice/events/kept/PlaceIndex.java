package dev.sluice.events.kept;

/**
 * Where the newest record under each id stands: 24 bytes in a table that is a third to two thirds full, so 36 to 72 bytes
 * for each id, and no objects. Open addressing with linear probing, and deletion that closes the gap (Knuth, The Art of Computer
 * Programming 3, 6.4, algorithms L and R). Not thread-safe.
 */
final class PlaceIndex {

    /** What is told of an id that is not there; no place is this. */
    static final long NOWHERE = 0;

    private static final int WORDS = 3;
    private static final int SMALLEST = 64;

    private long[] table = new long[SMALLEST * WORDS];
    private int mask = SMALLEST - 1;
    private int size;

    int size() {
        return size;
    }

    /** Bytes of memory. */
    long bytes() {
        return (long) table.length * Long.BYTES;
    }

    long get(IdBits id) {
        return table[slot(id) * WORDS + 2];
    }

    /** Puts an id at a place, which is not {@link #NOWHERE}; tells where it was. */
    long put(IdBits id, long place) {
        int at = slot(id) * WORDS;
        long before = table[at + 2];
        table[at] = id.high();
        table[at + 1] = id.low();
        table[at + 2] = place;
        if (before == NOWHERE && ++size * 3L > 2L * (mask + 1)) {
            grow();
        }
        return before;
    }

    /** Takes an id out; tells where it was. */
    long remove(IdBits id) {
        int gap = slot(id);
        long before = table[gap * WORDS + 2];
        if (before == NOWHERE) {
            return NOWHERE;
        }
        size--;
        for (int next = gap + 1 & mask; table[next * WORDS + 2] != NOWHERE; next = next + 1 & mask) {
            int home = home(table[next * WORDS], table[next * WORDS + 1]);
            // One may move into the gap if that does not lie before its home, going round.
            if ((next - home & mask) >= (next - gap & mask)) {
                System.arraycopy(table, next * WORDS, table, gap * WORDS, WORDS);
                gap = next;
            }
        }
        table[gap * WORDS + 2] = NOWHERE;
        return before;
    }

    private int slot(IdBits id) {
        int slot = home(id.high(), id.low());
        while (table[slot * WORDS + 2] != NOWHERE
                && (table[slot * WORDS] != id.high() || table[slot * WORDS + 1] != id.low())) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long high, long low) {
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) & mask;
    }

    private void grow() {
        long[] old = table;
        mask = 2 * mask + 1;
        table = new long[(mask + 1) * WORDS];
        for (int at = 0; at < old.length; at += WORDS) {
            if (old[at + 2] != NOWHERE) {
                int slot = slot(new IdBits(old[at], old[at + 1])) * WORDS;
                System.arraycopy(old, at, table, slot, WORDS);
            }
        }
    }
}
