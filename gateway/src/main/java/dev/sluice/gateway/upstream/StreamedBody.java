package dev.sluice.gateway.upstream;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.BadRequestException;
import dev.sluice.gateway.upstream.wire.RequestWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The body of a request that goes out piece by piece: in chunks, or as many bytes as its head has promised, no more and no fewer. */
final class StreamedBody {

    private static final int CHUNK_FRAME = 16;

    private final Optional<Long> length;
    private long sent;

    private StreamedBody(Optional<Long> length) {
        this.length = length;
    }

    static StreamedBody of(Headers headers) throws BadRequestException {
        Optional<String> announced = headers.first("content-length");
        try {
            return new StreamedBody(announced.map(text -> Long.parseUnsignedLong(text.strip())));
        } catch (NumberFormatException e) {
            throw new BadRequestException("its Content-Length is no length");
        }
    }

    /** Empty: it goes in chunks. */
    Optional<Long> length() {
        return length;
    }

    ByteBuf piece(ByteBufAllocator buffers, ByteBuffer bytes) throws BadRequestException {
        sent += bytes.remaining();
        if (length.isPresent() && sent > length.get()) {
            throw new BadRequestException("it sends more bytes than the " + length.get() + " of its Content-Length");
        }
        ByteBuf piece = buffers.directBuffer(bytes.remaining() + CHUNK_FRAME);
        RequestWriter writer = new RequestWriter(piece);
        if (length.isPresent()) {
            writer.bytes(bytes);
        } else {
            writer.chunk(bytes);
        }
        return piece;
    }

    ByteBuf end(ByteBufAllocator buffers) throws BadRequestException {
        if (length.isEmpty()) {
            ByteBuf last = buffers.directBuffer(CHUNK_FRAME);
            new RequestWriter(last).lastChunk();
            return last;
        }
        if (sent < length.get()) {
            throw new BadRequestException("it sends " + sent + " bytes where its Content-Length is " + length.get());
        }
        return Unpooled.EMPTY_BUFFER;
    }
}
