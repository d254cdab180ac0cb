package dev.sluice.decorators.cache.shard;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.store.Varied;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@link FieldWriter} wrote. Throws {@link IOException} for what nobody can have written. */
public final class FieldReader {

    private final ByteBuffer bytes;

    public FieldReader(byte[] frame) {
        this.bytes = ByteBuffer.wrap(frame);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read();
    }

    private static <T> T field(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (BufferUnderflowException e) {
            throw new IOException("a frame ends in the middle of a field", e);
        }
    }

    public int number() throws IOException {
        return field(bytes::getInt);
    }

    public long longNumber() throws IOException {
        return field(bytes::getLong);
    }

    public boolean flag() throws IOException {
        return field(bytes::get) != 0;
    }

    char kind() throws IOException {
        return (char) field(bytes::get).byteValue();
    }

    /** A number of things that take at least so many bytes each. */
    private int count(int bytesEach) throws IOException {
        int count = number();
        if (count < 0 || (long) count * bytesEach > bytes.remaining()) {
            throw new IOException("a frame of " + bytes.limit() + " bytes cannot have " + count + " in it");
        }
        return count;
    }

    public byte[] bytes() throws IOException {
        byte[] value = new byte[count(1)];
        bytes.get(value);
        return value;
    }

    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public Headers headers() throws IOException {
        String[] namesAndValues = new String[2 * count(2 * Integer.BYTES)];
        for (int i = 0; i < namesAndValues.length; i++) {
            namesAndValues[i] = text();
        }
        return Headers.of(namesAndValues);
    }

    ShardKey key() throws IOException {
        return new ShardKey(longNumber(), longNumber(), longNumber(), longNumber(), number());
    }

    KeptBytes kept() throws IOException {
        int count = count(2 * Integer.BYTES);
        List<Varied> varied = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            varied.add(new Varied(text(), text()));
        }
        return new KeptBytes(varied, longNumber(), bytes());
    }

    Optional<KeptBytes> perhapsKept() throws IOException {
        return flag() ? Optional.of(kept()) : Optional.empty();
    }

    /** Nothing comes after the last field. */
    public void end() throws IOException {
        if (bytes.hasRemaining()) {
            throw new IOException("a frame has " + bytes.remaining() + " bytes too many");
        }
    }
}
