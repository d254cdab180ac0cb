package dev.sluice.pipelines.fold;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.ToIntBiFunction;

/**
 * The first entries of many in the order of their keys: as many as have room, without a gap. Which ones these are does not depend on the
 * order in which all came, because nothing is taken in any more from the first entry on that found no room. Not thread-safe.
 */
final class FirstOf<K extends Comparable<K>, V> {

    /** What is kept has so much room: 256 KiB. */
    static final int MOST_BYTES = 256 << 10;

    /** What an entry takes beside what is in it. */
    private static final int OF_AN_ENTRY = 16;

    private final int most;
    private final BinaryOperator<V> both;
    private final ToIntBiFunction<K, V> size;
    private final NavigableMap<K, V> kept;
    private Optional<K> cut = Optional.empty();
    private int bytes;

    /**
     * @param most entries
     * @param both what is kept of two values of the same key
     * @param size of an entry in bytes; the same for all values of a key
     */
    FirstOf(int most, BinaryOperator<V> both, ToIntBiFunction<K, V> size) {
        this.most = most;
        this.both = both;
        this.size = size;
        this.kept = new TreeMap<>();
    }

    void add(K key, V value) {
        if (isCut(key)) {
            return;
        }
        if (kept.containsKey(key)) {
            kept.merge(key, value, both);
            return;
        }
        kept.put(key, value);
        bytes += size.applyAsInt(key, value) + OF_AN_ENTRY;
        while (kept.size() > most || bytes > MOST_BYTES) {
            cut(kept.lastKey());
        }
    }

    void add(FirstOf<K, V> other) {
        other.cut.ifPresent(this::cut);
        other.kept.forEach(this::add);
    }

    private boolean isCut(K key) {
        return cut.filter(first -> key.compareTo(first) >= 0).isPresent();
    }

    /** From this key on nothing is kept. */
    void cut(K key) {
        if (!isCut(key)) {
            cut = Optional.of(key);
            NavigableMap<K, V> over = kept.tailMap(key, true);
            over.forEach((each, value) -> bytes -= size.applyAsInt(each, value) + OF_AN_ENTRY);
            over.clear();
        }
    }

    NavigableMap<K, V> kept() {
        return Collections.unmodifiableNavigableMap(kept);
    }

    /** How a key or a value is written, and read again. */
    record Packed<T>(BiConsumer<PackedWriter, T> write, Reading<T> read) {

        static final Packed<String> TEXT = new Packed<>(PackedWriter::text, PackedReader::text);
        static final Packed<Long> NUMBER = new Packed<>(PackedWriter::number, PackedReader::number);
        static final Packed<byte[]> BYTES = new Packed<>(PackedWriter::bytes, PackedReader::bytes);
    }

    @FunctionalInterface
    interface Reading<T> {
        T of(PackedReader in) throws UnreadableRecordException;
    }

    /** Writes the bound, the number of entries, each entry, and where the cut is, if there is one. */
    void pack(PackedWriter out, Packed<K> key, Packed<V> value) {
        out.number(most).number(kept.size());
        kept.forEach((each, with) -> {
            key.write().accept(out, each);
            value.write().accept(out, with);
        });
        out.number(cut.isPresent() ? 1 : 0);
        cut.ifPresent(first -> key.write().accept(out, first));
    }

    /** Takes in what {@link #pack} wrote behind the bound. */
    void unpack(PackedReader in, Packed<K> key, Packed<V> value) throws UnreadableRecordException {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            add(key.read().of(in), value.read().of(in));
        }
        if (in.count() > 0) {
            cut(key.read().of(in));
        }
    }
}
