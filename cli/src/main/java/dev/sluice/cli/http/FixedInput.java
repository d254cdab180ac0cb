package dev.sluice.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length was said before: ends there, and fails if the connection ends earlier. */
final class FixedInput extends InputStream {

    private final InputStream in;
    private long left;

    FixedInput(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection was cut " + left + " bytes before the end of the answer");
        }
        left -= count;
        return count;
    }
}
