package dev.sluice.pipelines.fold;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Values of which a function makes one, a chunk at a time: those that wait for a call, and how much is under way to one. What comes of a chunk
 * is a value like the others, so calls are a tree. Not thread-safe.
 */
public final class Values implements Fold {

    /** The most bytes of a value: 512 KiB. */
    public static final int LONGEST = 512 << 10;

    /** With so many bytes a chunk is full: 256 KiB. */
    private static final int FULL_BYTES = 256 << 10;

    static final int PACKED = 6;

    private final Deque<Value> waiting = new ArrayDeque<>();
    private long bytes;
    private long calls;
    private long calledWith;

    /** {@code members}: of how many items it was made. */
    private record Value(long members, byte[] json) {}

    /**
     * What one call is made with.
     *
     * @param members of how many items its values were made
     * @param json a list of two values or more
     */
    public record Chunk(long members, byte[] json) {}

    Values() {}

    static Values of(byte[] json) throws UnfitItemException {
        if (json.length > LONGEST) {
            throw new UnfitItemException("The data has " + json.length + " bytes, and may have " + LONGEST + ".");
        }
        Values one = new Values();
        one.put(new Value(1, json));
        return one;
    }

    private void put(Value value) {
        waiting.add(value);
        bytes += value.json().length;
    }

    @Override
    public void add(Fold other) {
        if (!(other instanceof Values more)) {
            throw new IllegalArgumentException(other + " is no Values");
        }
        more.waiting.forEach(this::put);
        calls += more.calls;
        calledWith += more.calledWith;
    }

    /**
     * The next chunk that a call is to be made with, which is under way from now on; empty if it is too early.
     *
     * @param most values, 2 or more
     * @param last whether nothing more comes but what is under way
     * @param tight whether there is little memory
     */
    public Optional<Chunk> chunk(int most, boolean last, boolean tight) {
        boolean due = waiting.size() >= most || bytes >= FULL_BYTES || tight || (last && calls == 0);
        if (!due || waiting.size() < 2) {
            return Optional.empty();
        }
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        long members = 0;
        for (int count = 0; count < most && !waiting.isEmpty() && (count < 2 || list.size() < FULL_BYTES); count++) {
            Value next = waiting.remove();
            bytes -= next.json().length;
            members += next.members();
            list.write(count == 0 ? '[' : ',');
            list.writeBytes(next.json());
        }
        list.write(']');
        calls++;
        calledWith += members;
        return Optional.of(new Chunk(members, list.toByteArray()));
    }

    /** A call is over, of whose chunk nothing came. */
    public void lost(long members) {
        calls--;
        calledWith -= members;
    }

    /** A call is over, and this came of it. */
    public void answered(long members, byte[] json) {
        lost(members);
        put(new Value(members, json));
    }

    /** How many calls are under way. */
    public long calls() {
        return calls;
    }

    /** What the values that wait take in memory. */
    public long bytes() {
        return bytes;
    }

    @Override
    public Optional<FoldKind> kind() {
        return Optional.empty();
    }

    @Override
    public long members() {
        return calledWith + waiting.stream().mapToLong(Value::members).sum();
    }

    /** The one that is left when all calls are over; {@code null} where there is none. */
    @Override
    public String result() {
        if (calls > 0 || waiting.size() > 1) {
            throw new IllegalStateException(calls + " calls are under way, and " + waiting.size() + " values wait");
        }
        return waiting.isEmpty() ? "null" : new String(waiting.getFirst().json(), StandardCharsets.UTF_8);
    }

    @Override
    public void pack(PackedWriter out) {
        out.number(PACKED).number(calls).number(calledWith).number(waiting.size());
        waiting.forEach(value -> out.number(value.members()).bytes(value.json()));
    }

    static Values read(PackedReader in) throws UnreadableRecordException {
        Values read = new Values();
        read.calls = in.number();
        read.calledWith = in.number();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            read.put(new Value(in.number(), in.bytes()));
        }
        return read;
    }
}
