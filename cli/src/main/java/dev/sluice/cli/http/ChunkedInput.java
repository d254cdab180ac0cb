package dev.sluice.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, section 7.1): ends with the last chunk, and fails if the connection ends earlier. */
final class ChunkedInput extends InputStream {

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection was cut before the end of the answer");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            ResponseReader.readLine(in);
        }
        first = false;
        String size = ResponseReader.readLine(in);
        int extension = size.indexOf(';');
        String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
        try {
            left = Long.parseLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IOException("the answer has a broken chunk: '" + digits + "'", e);
        }
        if (left == 0) {
            ResponseReader.readHeaders(in);
            ended = true;
        }
    }
}
