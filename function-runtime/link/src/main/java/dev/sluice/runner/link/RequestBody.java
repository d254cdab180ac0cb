package dev.sluice.runner.link;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body: the connection's thread puts in what arrives, the invocation's thread takes it out and waits for
 * more. Holds at most the window.
 */
public final class RequestBody extends IncomingBody {

    private static final int GRANT_STEP = Protocol.INITIAL_WINDOW_BYTES / 4;

    private final IntConsumer grants;
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(2);
    private int offset;
    private int waiting;
    private int mayArrive = Protocol.INITIAL_WINDOW_BYTES;
    private int consumed;
    private boolean complete;
    private Headers trailers = Headers.EMPTY;
    private @Nullable String broken;

    /**
     * @param complete whether there is no body
     * @param grants called with the number of bytes that the other side may send more
     */
    public RequestBody(boolean complete, IntConsumer grants) {
        this.complete = complete;
        this.grants = grants;
    }

    /** A piece has arrived. */
    public synchronized void arrived(ByteBuffer bytes, boolean end) {
        int length = bytes.remaining();
        if (complete) {
            throw new ProtocolException("DATA came after the end of its body");
        }
        if (length > mayArrive) {
            throw new ProtocolException("DATA of " + length + " bytes came where " + mayArrive + " were granted");
        }
        mayArrive -= length;
        if (length > 0 && broken == null) {
            byte[] piece = new byte[length];
            bytes.get(piece);
            pieces.add(piece);
            waiting += length;
        }
        complete = end;
        notifyAll();
    }

    public synchronized void ended(Headers fields) {
        if (complete) {
            throw new ProtocolException("TRAILERS came after the end of their body");
        }
        trailers = fields;
        complete = true;
        notifyAll();
    }

    /** No more will be read; who waits fails with {@code reason}. */
    public synchronized void close(String reason) {
        broken = reason;
        pieces.clear();
        waiting = 0;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        Objects.checkFromIndexSize(at, length, target.length);
        if (length == 0) {
            return 0;
        }
        int grant = 0;
        int taken;
        synchronized (this) {
            awaitPiece();
            if (pieces.isEmpty()) {
                return -1;
            }
            taken = take(target, at, length);
            consumed += taken;
            if (consumed >= GRANT_STEP && !complete) {
                grant = consumed;
                mayArrive += grant;
                consumed = 0;
            }
        }
        if (grant > 0) {
            grants.accept(grant);
        }
        return taken;
    }

    /** The length of the whole body if all of it has arrived and none of it is taken yet; else -1. */
    public synchronized int wholeLength() {
        return complete && broken == null && consumed == 0 ? waiting : -1;
    }

    private void awaitPiece() throws IOException {
        while (pieces.isEmpty() && !complete && broken == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the request's body was arriving");
            }
        }
        if (broken != null) {
            throw new IOException(broken);
        }
    }

    private int take(byte[] target, int at, int length) {
        int taken = 0;
        while (taken < length && !pieces.isEmpty()) {
            byte[] piece = pieces.element();
            int step = Math.min(length - taken, piece.length - offset);
            System.arraycopy(piece, offset, target, at + taken, step);
            taken += step;
            offset += step;
            if (offset == piece.length) {
                pieces.remove();
                offset = 0;
            }
        }
        waiting -= taken;
        return taken;
    }

    @Override
    public synchronized int available() {
        return waiting;
    }

    @Override
    public synchronized Headers trailers() {
        return complete && pieces.isEmpty() ? trailers : Headers.EMPTY;
    }
}
