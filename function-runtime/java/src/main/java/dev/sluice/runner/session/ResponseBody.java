package dev.sluice.runner.session;

import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** The body of an answer that is written piece by piece. Waits when the caller reads slowly. Not thread-safe. */
final class ResponseBody extends OutputStream {

    /** Takes filled pieces; the bytes are its own only during the call. */
    @FunctionalInterface
    interface Pieces {
        void send(byte[] bytes, int length, boolean last) throws IOException;
    }

    private static final int INITIAL_BYTES = 1024;

    private final Pieces pieces;
    private final long announced;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int size;
    private long written;

    /** @param announced the length that the head tells, or -1 */
    ResponseBody(Pieces pieces, long announced) {
        this.pieces = pieces;
        this.announced = announced;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (announced >= 0 && written + length > announced) {
            throw new LengthException(
                    "the body is longer than the " + announced + " bytes that its content-length says");
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            int step = Math.min(left, Protocol.MAX_DATA_BYTES - size);
            if (buffer.length < size + step) {
                int larger = Math.max(buffer.length * 2, size + step);
                buffer = Arrays.copyOf(buffer, Math.min(Protocol.MAX_DATA_BYTES, larger));
            }
            System.arraycopy(source, from, buffer, size, step);
            size += step;
            from += step;
            left -= step;
            written += step;
            if (size == Protocol.MAX_DATA_BYTES) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (size > 0) {
            int length = size;
            size = 0;
            pieces.send(buffer, length, false);
        }
    }

    /** The body is complete. */
    void finish() throws IOException {
        if (announced >= 0 && written < announced) {
            throw new LengthException("the body has " + written + " bytes, but its content-length says " + announced);
        }
        pieces.send(buffer, size, true);
        size = 0;
    }

    /** The body is not as long as its head says. */
    static final class LengthException extends IOException {

        private static final long serialVersionUID = 1L;

        LengthException(String message) {
            super(message);
        }
    }
}
