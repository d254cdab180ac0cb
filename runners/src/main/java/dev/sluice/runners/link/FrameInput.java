package dev.sluice.runners.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts what a connection receives into frames. Decodes from an array that all connections of an event loop share; only
 * the beginning of an unfinished frame is kept for each, in an array that grows with what came and not with what the frame
 * claims. Each byte is copied a bounded number of times, however small the pieces are in which a frame comes.
 */
final class FrameInput {

    private static final int SCRATCH_BYTES = 128 * 1024;
    private static final byte[] NONE = new byte[0];
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[SCRATCH_BYTES];
        }
    };

    private byte[] begun = NONE;
    private int length;
    private int mostBytes;

    /** @param mostBytes what a frame may have behind its length field, at first */
    FrameInput(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes a frame; says whether it wants more. */
    interface Sink {
        boolean take(Frame frame);
    }

    /** From now on frames may be as large as the protocol allows. */
    void allowAll() {
        mostBytes = Protocol.MAX_FRAME_BYTES;
    }

    /**
     * Reads all of {@code in} and tells {@code sink} each frame that is complete. Bytes of a frame are valid only while
     * it is told.
     *
     * @throws ProtocolException at the first bytes that are no frame
     */
    void read(ByteBuf in, Sink sink) {
        int added = in.readableBytes();
        if (length > 0) {
            append(in, added);
            if (length >= 4 && length >= 4 + claimed()) {
                ByteBuffer all = ByteBuffer.wrap(begun, 0, length);
                decode(all, sink);
                keep(all);
            }
        } else if (added > 0) {
            byte[] bytes = added <= SCRATCH_BYTES ? SCRATCH.get() : new byte[added];
            in.readBytes(bytes, 0, added);
            ByteBuffer all = ByteBuffer.wrap(bytes, 0, added);
            decode(all, sink);
            keep(all);
        }
        check();
    }

    private void append(ByteBuf in, int added) {
        if (begun.length < length + added) {
            begun = Arrays.copyOf(begun, Math.max(2 * begun.length, length + added));
        }
        in.readBytes(begun, length, added);
        length += added;
    }

    private static void decode(ByteBuffer all, Sink sink) {
        boolean more = true;
        while (more) {
            Frame frame = FrameDecoder.next(all);
            more = frame != null && sink.take(frame);
        }
    }

    private void keep(ByteBuffer all) {
        length = all.remaining();
        if (length == 0) {
            begun = NONE;
        } else {
            begun = Arrays.copyOfRange(all.array(), all.position(), all.limit());
        }
    }

    private int claimed() {
        return ByteBuffer.wrap(begun).getInt(0);
    }

    private void check() {
        if (length >= 4 && claimed() > mostBytes) {
            throw new ProtocolException(
                    "a frame claims " + claimed() + " bytes: at this point at most " + mostBytes + " are allowed");
        }
    }
}
