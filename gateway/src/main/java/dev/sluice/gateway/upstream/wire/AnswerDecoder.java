package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.AnswerPart.End;
import dev.sluice.gateway.upstream.wire.AnswerPart.Head;
import dev.sluice.gateway.upstream.wire.AnswerPart.Interim;
import dev.sluice.gateway.upstream.wire.AnswerPart.Piece;
import dev.sluice.gateway.upstream.wire.AnswerPart.Stray;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Decodes the answers of HTTP/1.1 and 1.0, one for each {@link #expect} (RFC 9112). Netty's own decoder answers neither of the
 * two questions that a kept connection turns on: whether an answer was due at all, and whether bytes came behind it; and
 * it takes framing that others read otherwise. {@link BadAnswerException} for that; {@link TooLongFrameException} for a
 * head larger than {@link #MAX_HEAD_BYTES}.
 */
public final class AnswerDecoder extends ByteToMessageDecoder {

    /** What a head, interim answers each for themselves, or all trailers may have. */
    public static final int MAX_HEAD_BYTES = 64 * 1024;

    private static final int MAX_CHUNK_LINE_BYTES = 4 * 1024;

    private static final StatusLine NO_LINE = new StatusLine(false, 0);

    private enum State {
        NOTHING_DUE,
        STATUS,
        FIELDS,
        LENGTH,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        BROKEN
    }

    private final LineReader lines = new LineReader(MAX_HEAD_BYTES);
    private final LineReader chunkLines = new LineReader(MAX_CHUNK_LINE_BYTES);
    private final FieldLines fields = new FieldLines();
    private State state = State.NOTHING_DUE;
    private String method = "";
    private StatusLine statusLine = NO_LINE;
    private long left;

    /** An answer to a request with this method is due. Only on the channel's event loop, when none is. */
    void expect(String asked) {
        method = asked;
        state = State.STATUS;
        lines.begin();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        try {
            step(in, out);
        } catch (BadAnswerException | TooLongFrameException e) {
            state = State.BROKEN;
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    private void step(ByteBuf in, List<Object> out) {
        switch (state) {
            case NOTHING_DUE -> {
                in.skipBytes(in.readableBytes());
                out.add(new Stray());
            }
            case STATUS -> status(in);
            case FIELDS -> head(in, out);
            case LENGTH -> {
                piece(in, out);
                if (left == 0) {
                    end(Headers.EMPTY, in, out);
                }
            }
            case CHUNK_SIZE -> chunkSize(in);
            case CHUNK -> {
                piece(in, out);
                if (left == 0) {
                    state = State.CHUNK_END;
                }
            }
            case CHUNK_END -> chunkEnd(in);
            case TRAILERS -> trailers(in, out);
            case UNTIL_CLOSE -> {
                left = in.readableBytes();
                piece(in, out);
            }
            case BROKEN -> in.skipBytes(in.readableBytes());
        }
    }

    private void status(ByteBuf in) {
        String line = lines.next(in);
        if (line != null) {
            statusLine = StatusLine.parse(line);
            state = State.FIELDS;
        }
    }

    private void head(ByteBuf in, List<Object> out) {
        if (!section(in)) {
            return;
        }
        Headers told = fields.take();
        if (statusLine.isInterim()) {
            out.add(new Interim(statusLine.status(), told));
            lines.begin();
            state = State.STATUS;
            return;
        }
        Framing framing = Framing.of(method, statusLine, told);
        out.add(new Head(statusLine.status(), told, lasts(framing, told)));
        switch (framing) {
            case Framing.None _ -> end(Headers.EMPTY, in, out);
            case Framing.Length(long bytes) -> {
                left = bytes;
                state = State.LENGTH;
            }
            case Framing.Chunked _ -> {
                chunkLines.begin();
                state = State.CHUNK_SIZE;
            }
            case Framing.UntilClose _ -> state = State.UNTIL_CLOSE;
        }
    }

    /** Reads header fields up to the empty line that ends them; false if that has not come. */
    private boolean section(ByteBuf in) {
        for (String line = lines.next(in); line != null; line = lines.next(in)) {
            if (line.isEmpty()) {
                return true;
            }
            fields.add(line);
        }
        return false;
    }

    private boolean lasts(Framing framing, Headers told) {
        boolean wanted = statusLine.lasts()
                ? !ConnectionOptions.lists(told, "close")
                : ConnectionOptions.lists(told, "keep-alive");
        boolean endKnown = !(framing instanceof Framing.UntilClose) && statusLine.status() != 101;
        return wanted && endKnown && (statusLine.status() != 204 || !Framing.announcesBody(told));
    }

    private void piece(ByteBuf in, List<Object> out) {
        int length = (int) Math.min(left, in.readableBytes());
        left -= length;
        out.add(new Piece(in.readRetainedSlice(length)));
    }

    private void chunkSize(ByteBuf in) {
        String line;
        try {
            line = chunkLines.next(in);
        } catch (TooLongFrameException e) {
            throw new BadAnswerException("");
        }
        if (line != null) {
            left = ChunkSize.parse(line);
            lines.begin();
            state = left == 0 ? State.TRAILERS : State.CHUNK;
        }
    }

    private void chunkEnd(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new BadAnswerException("");
        }
        chunkLines.begin();
        state = State.CHUNK_SIZE;
    }

    private void trailers(ByteBuf in, List<Object> out) {
        if (section(in)) {
            end(fields.take(), in, out);
        }
    }

    private void end(Headers trailers, ByteBuf in, List<Object> out) {
        boolean clean = !in.isReadable();
        in.skipBytes(in.readableBytes());
        state = State.NOTHING_DUE;
        out.add(new End(trailers, clean));
    }

    /** The connection is closed, which is the end of an answer that has no other. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(context, in, out);
        if (state == State.UNTIL_CLOSE) {
            end(Headers.EMPTY, in, out);
        }
    }
}
