package dev.sluice.decorators.cache.shard;

import dev.sluice.core.invocation.Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The fields of one frame, in order: numbers big-endian, texts in UTF-8 and bytes after their length (4 bytes), lists after their
 * number.
 */
public final class FieldWriter {

    private final ByteArrayOutputStream bytes;
    private final DataOutputStream out;

    /** {@code size}: how many bytes there will be, about. */
    public FieldWriter(int size) {
        this.bytes = new ByteArrayOutputStream(size);
        this.out = new DataOutputStream(bytes);
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    private FieldWriter field(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written", e);
        }
    }

    public FieldWriter number(int value) {
        return field(() -> out.writeInt(value));
    }

    public FieldWriter number(long value) {
        return field(() -> out.writeLong(value));
    }

    public FieldWriter flag(boolean value) {
        return field(() -> out.writeBoolean(value));
    }

    FieldWriter kind(char value) {
        return field(() -> out.writeByte(value));
    }

    public FieldWriter bytes(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(value.position(), copy);
        return bytes(copy);
    }

    public FieldWriter bytes(byte[] value) {
        return field(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    public FieldWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public FieldWriter headers(Headers headers) {
        number(headers.size());
        headers.forEach((name, value) -> text(name).text(value));
        return this;
    }

    FieldWriter key(ShardKey key) {
        return number(key.first())
                .number(key.second())
                .number(key.third())
                .number(key.fourth())
                .number(key.place());
    }

    FieldWriter kept(KeptBytes kept) {
        number(kept.varied().size());
        kept.varied().forEach(varied -> text(varied.name()).text(varied.value()));
        return number(kept.asked()).bytes(kept.bytes());
    }

    FieldWriter perhaps(Optional<KeptBytes> kept) {
        flag(kept.isPresent());
        kept.ifPresent(this::kept);
        return this;
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
