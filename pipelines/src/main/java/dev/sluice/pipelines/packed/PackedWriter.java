package dev.sluice.pipelines.packed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes values one after the other. Whole numbers are in groups of seven bits, the lowest first, the sign in the lowest bit of all
 * (LEB128 with zigzag); texts and bytes have their length before them. Not thread-safe.
 */
public final class PackedWriter {

    private static final int GROUP = 7;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PackedWriter number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & -MORE) != 0) {
            out.write((int) (rest | MORE) & 0xFF);
            rest >>>= GROUP;
        }
        out.write((int) rest);
        return this;
    }

    public PackedWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public PackedWriter bytes(byte[] bytes) {
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    public byte[] written() {
        return out.toByteArray();
    }
}
