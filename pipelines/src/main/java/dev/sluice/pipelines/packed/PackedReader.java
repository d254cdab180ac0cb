package dev.sluice.pipelines.packed;

import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link PackedWriter} wrote, in the same order. Not thread-safe. */
public final class PackedReader {

    private static final int GROUP = 7;
    private static final int MORE = 0x80;

    private final ByteBuffer in;

    public PackedReader(byte[] packed) {
        this.in = ByteBuffer.wrap(packed);
    }

    public long number() throws UnreadableRecordException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP) {
            byte group = next();
            value |= (long) (group & MORE - 1) << shift;
            if ((group & MORE) == 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new UnreadableRecordException("a number in it does not end");
    }

    /** A number that counts something. */
    public int count() throws UnreadableRecordException {
        long count = number();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new UnreadableRecordException("it has a count of " + count);
        }
        return (int) count;
    }

    public String text() throws UnreadableRecordException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public byte[] bytes() throws UnreadableRecordException {
        int length = count();
        if (length > in.remaining()) {
            throw new UnreadableRecordException("it ends within a text");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * Reads the number of a format.
     *
     * @throws UnreadableRecordException if it is beyond {@code newest}: of a newer build
     */
    public int format(int newest) throws UnreadableRecordException {
        long format = number();
        if (format < 1 || format > newest) {
            throw new UnreadableRecordException(
                    "it has the format " + format + ", and this build knows 1 to " + newest);
        }
        return (int) format;
    }

    private byte next() throws UnreadableRecordException {
        try {
            return in.get();
        } catch (BufferUnderflowException e) {
            throw new UnreadableRecordException("it ends too early");
        }
    }
}
