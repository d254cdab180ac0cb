package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;

/** Finds where the reply of a server ends, which comes in any pieces, and keeps nothing of it but a line that is not whole. Not thread-safe. */
final class ReplyScanner {

    private Buffer line = Buffer.buffer();

    /** Values that are to come, those inside of arrays counted. */
    private long values = 1;

    /** Bytes of a bulk string that are to come, with its end. */
    private long bytes;

    /** Whether nothing of the reply has come. */
    private boolean fresh = true;

    /** How much of {@code from} on belongs to this reply; {@link #isWhole} says whether it ends there. */
    int take(Buffer piece, int from) throws ProtocolFault {
        int at = from;
        while (at < piece.length() && !isWhole()) {
            fresh = false;
            at = bytes > 0 ? skip(piece, at) : readLine(piece, at);
        }
        return at - from;
    }

    private int skip(Buffer piece, int at) {
        int part = (int) Math.min(bytes, piece.length() - at);
        bytes -= part;
        if (bytes == 0) {
            values--;
        }
        return at + part;
    }

    private int readLine(Buffer piece, int at) throws ProtocolFault {
        int end = at;
        while (end < piece.length() && piece.getByte(end) != '\n') {
            end++;
        }
        boolean whole = end < piece.length();
        line.appendBuffer(piece, at, (whole ? end + 1 : end) - at);
        if (line.length() > Lines.MOST) {
            throw new ProtocolFault("a line is longer than " + Lines.MOST + " bytes");
        }
        if (whole) {
            lineCame();
            line = Buffer.buffer();
            return end + 1;
        }
        return end;
    }

    private void lineCame() throws ProtocolFault {
        int end = line.length() - 2;
        if (end < 1 || line.getByte(end) != '\r') {
            throw new ProtocolFault("a line has no end");
        }
        switch (line.getByte(0)) {
            case '+', '-', ':' -> values--;
            case '$' -> {
                long length = Lines.number(line, 1, end);
                bytes = length < 0 ? 0 : length + 2;
                values -= length < 0 ? 1 : 0;
            }
            case '*' -> values += Math.max(0, Lines.number(line, 1, end)) - 1;
            default -> throw new ProtocolFault("a reply begins with '" + (char) (line.getByte(0) & 0x7f) + "'");
        }
    }

    boolean isWhole() {
        return values == 0;
    }

    boolean isFresh() {
        return fresh;
    }
}
