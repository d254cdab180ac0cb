package dev.sluice.testkit.storm;

import java.nio.ByteBuffer;

/** Endless bytes of which every place is known, so that a piece that is lost, doubled or out of order is seen. */
public final class Pattern {

    /** The longest period that fits a byte and meets no power of two. */
    private static final int PERIOD = 251;

    private Pattern() {}

    public static byte[] bytes(long from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(from + i);
        }
        return bytes;
    }

    /** Whether {@code bytes} is what stands at {@code from}. */
    static boolean goesOnWith(long from, ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining(); i++) {
            if (bytes.get(bytes.position() + i) != at(from + i)) {
                return false;
            }
        }
        return true;
    }

    private static byte at(long place) {
        return (byte) (place % PERIOD);
    }
}
