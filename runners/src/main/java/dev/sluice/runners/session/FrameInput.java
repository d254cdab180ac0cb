package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts what a connection receives into frames. Decodes from an array that all connections of a thread share; only
 * the beginning of an unfinished frame is kept for each, in an array that grows with what came and not with what the frame
 * claims. Each byte is copied a bounded number of times, however small the pieces are in which a frame comes.
 */
public final class FrameInput {

    private static final int SCRATCH_BYTES = 128 * 1024;
    private static final byte[] NONE = new byte[0];
    private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);

    private byte[] begun = NONE;
    private byte[] fresh = NONE;
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

    /** Where the next {@code added} bytes are to be put, from {@link #at} on, before they are read by this thread. */
    public byte[] room(int added) {
        if (length == 0) {
            fresh = added <= SCRATCH_BYTES ? SCRATCH.get() : new byte[added];
            return fresh;
        }
        if (begun.length < length + added) {
            begun = Arrays.copyOf(begun, Math.max(2 * begun.length, length + added));
        }
        return begun;
    }

    /** The place in {@link #room} of the first byte to come. */
    public int at() {
        return length;
    }

    /**
     * Reads the {@code added} bytes that were put into {@link #room} and tells {@code sink} each frame that is complete. Bytes of a
     * frame are valid only while it is told.
     *
     * @throws ProtocolException at the first bytes that are no frame
     */
    void read(int added, Sink sink) {
        if (length > 0) {
            length += added;
            if (length >= 4 && length >= 4 + claimed()) {
                decodeAndKeep(ByteBuffer.wrap(begun, 0, length), sink);
            }
        } else if (added > 0) {
            ByteBuffer all = ByteBuffer.wrap(fresh, 0, added);
            fresh = NONE;
            decodeAndKeep(all, sink);
        }
        check();
    }

    private void decodeAndKeep(ByteBuffer all, Sink sink) {
        decode(all, sink);
        keep(all);
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
