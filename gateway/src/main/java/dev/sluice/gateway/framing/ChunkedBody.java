package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.HeaderSyntax;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body in chunks (RFC 9112, 7.1). A size has at most eight hexadecimal digits and is less than 2 GiB;
 * lines end with CRLF and nothing else; extensions are read over, and trailers too when they are written as fields are.
 * Only for the connection's event loop.
 */
final class ChunkedBody {

    private static final int MOST_DIGITS = 8;
    private static final int MOST_LINE_BYTES = 4 * 1024;
    private static final int MOST_TRAILER_BYTES = 32 * 1024;
    private static final int PIECE_BYTES = 16 * 1024;

    private enum Next {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        NOTHING
    }

    private Next next = Next.SIZE;
    private int left;
    private int trailerBytes;

    /** Whether the body has been read to its end. */
    boolean isOver() {
        return next == Next.NOTHING;
    }

    /**
     * Takes what there is of the next part, and adds to {@code out} what has come of the body.
     *
     * @throws BadChunkException if it is not written as it has to be; to be used no more then
     */
    void read(ByteBuf in, List<Object> out) {
        switch (next) {
            case SIZE -> begin(line(in));
            case DATA -> data(in, out);
            case DATA_END -> dataEnd(in);
            case TRAILER -> trailer(line(in), out);
            case NOTHING -> throw new IllegalStateException("the body is over");
        }
    }

    private void begin(@Nullable String line) {
        if (line != null) {
            left = size(line);
            next = left == 0 ? Next.TRAILER : Next.DATA;
        }
    }

    private static int size(String line) {
        int digits = 0;
        long size = 0;
        while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) {
            size = size * 16 + Character.digit(line.charAt(digits), 16);
            digits++;
            require(digits <= MOST_DIGITS);
        }
        require(digits > 0 && size <= Integer.MAX_VALUE);
        int rest = digits;
        while (rest < line.length() && FieldSyntax.isBlank(line.charAt(rest))) {
            rest++;
        }
        require(rest == line.length() || line.charAt(rest) == ';');
        return (int) size;
    }

    private void data(ByteBuf in, List<Object> out) {
        int bytes = Math.min(Math.min(left, PIECE_BYTES), in.readableBytes());
        out.add(new DefaultHttpContent(in.readRetainedSlice(bytes)));
        left -= bytes;
        if (left == 0) {
            next = Next.DATA_END;
        }
    }

    private void dataEnd(ByteBuf in) {
        if (in.readableBytes() >= 2) {
            require(in.readByte() == '\r' & in.readByte() == '\n');
            next = Next.SIZE;
        }
    }

    private void trailer(@Nullable String line, List<Object> out) {
        if (line == null) {
            return;
        }
        if (line.isEmpty()) {
            next = Next.NOTHING;
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        trailerBytes += line.length();
        int colon = line.indexOf(':');
        require(colon > 0 && HeaderSyntax.isName(line.substring(0, colon)) && trailerBytes <= MOST_TRAILER_BYTES);
    }

    /** The next line without its end, in which there is no control character; null if it has not come whole. */
    private static @Nullable String line(ByteBuf in) {
        int length = in.bytesBefore(Math.min(in.readableBytes(), MOST_LINE_BYTES), (byte) '\n');
        if (length < 0) {
            require(in.readableBytes() < MOST_LINE_BYTES);
            return null;
        }
        require(length > 0 && in.getByte(in.readerIndex() + length - 1) == '\r');
        String line =
                in.readCharSequence(length - 1, StandardCharsets.ISO_8859_1).toString();
        in.skipBytes(2);
        require(line.chars().noneMatch(FieldSyntax::isControl));
        return line;
    }

    private static void require(boolean isRight) {
        if (!isRight) {
            throw new BadChunkException();
        }
    }
}
