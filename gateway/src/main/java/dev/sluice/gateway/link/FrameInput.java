package dev.sluice.gateway.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;

/**
 * Cuts what a connection receives into frames. Decodes from an array that all connections of an event loop share; only
 * the beginning of an unfinished frame is kept for each.
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

    private byte[] rest = NONE;

    /** Takes a frame; says whether it wants more. */
    interface Sink {
        boolean take(Frame frame);
    }

    /**
     * Reads all of {@code in} and tells {@code sink} each frame that is complete. Bytes of a frame are valid only while
     * it is told.
     *
     * @throws dev.sluice.core.protocol.ProtocolException at the first bytes that are no frame
     */
    void read(ByteBuf in, Sink sink) {
        int total = rest.length + in.readableBytes();
        byte[] bytes = total <= SCRATCH_BYTES ? SCRATCH.get() : new byte[total];
        System.arraycopy(rest, 0, bytes, 0, rest.length);
        in.readBytes(bytes, rest.length, in.readableBytes());
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, total);
        boolean more = true;
        while (more) {
            Frame frame = FrameDecoder.next(buffer);
            more = frame != null && sink.take(frame);
        }
        keep(buffer);
    }

    private void keep(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            rest = NONE;
            return;
        }
        rest = new byte[buffer.remaining()];
        buffer.get(rest);
    }
}
