package dev.sluice.gateway.upstream.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts lines that end with CR and LF out of what has come (RFC 9112, 2.2). Looks at each byte once, however it comes. */
final class LineReader {

    private final int limit;
    private int spent;
    private int searched;

    /** {@code limit} is the number of bytes of all lines from one {@link #begin} to the next. */
    LineReader(int limit) {
        this.limit = limit;
    }

    void begin() {
        spent = 0;
        searched = 0;
    }

    /** The next line without its end; null if it has not come whole. {@link TooLongFrameException}: there are too many bytes. */
    @Nullable
    String next(ByteBuf in) {
        int from = in.readerIndex();
        int end = in.indexOf(from + searched, in.writerIndex(), (byte) '\n');
        int length = (end < 0 ? in.writerIndex() : end + 1) - from;
        if (length > limit - spent) {
            throw new TooLongFrameException("more than " + limit + " bytes");
        }
        if (end < 0) {
            searched = length;
            return null;
        }
        if (length < 2 || in.getByte(end - 1) != '\r') {
            throw new BadAnswerException("");
        }
        String line = in.toString(from, length - 2, StandardCharsets.ISO_8859_1);
        in.skipBytes(length);
        spent += length;
        searched = 0;
        return line;
    }
}
