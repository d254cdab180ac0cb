package dev.sluice.gateway.upstream;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.CallListener;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;

/** What came of an answer's body and was not told yet, because its caller has no room for it. Only for one event loop. */
final class HeldBody {

    private final Deque<ByteBuf> pieces = new ArrayDeque<>();
    private long window = Body.MAX_COMPLETE;
    private boolean telling;
    private boolean dropped;

    /** Takes a piece, which it will release. */
    void add(ByteBuf piece) {
        pieces.add(piece);
    }

    void grant(int bytes) {
        window += bytes;
    }

    /** Tells as much as there is room for; whether that was anything. What is granted meanwhile counts. */
    boolean tell(CallListener listener) {
        if (telling) {
            return false;
        }
        telling = true;
        boolean told = false;
        while (window > 0 && !pieces.isEmpty() && !dropped) {
            ByteBuf piece = pieces.element();
            int length = (int) Math.min(window, piece.readableBytes());
            window -= length;
            listener.data(piece.nioBuffer(piece.readerIndex(), length));
            told = true;
            piece.skipBytes(length);
            if (!piece.isReadable()) {
                pieces.remove().release();
            }
        }
        telling = false;
        if (dropped) {
            release();
        }
        return told;
    }

    /** Whether all that came has been told; not while it is being told. */
    boolean isTold() {
        return pieces.isEmpty() && !telling;
    }

    /** Whether there is room for more than what came. */
    boolean hasRoom() {
        return window > 0 && isTold();
    }

    /** Tells no more. */
    void drop() {
        dropped = true;
        if (!telling) {
            release();
        }
    }

    private void release() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
    }
}
