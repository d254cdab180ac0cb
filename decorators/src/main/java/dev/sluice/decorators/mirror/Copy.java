package dev.sluice.decorators.mirror;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A copy of a call under way: it reads and drops the answer, and sends what comes of the body as fast as it is taken. What
 * waits is bounded; a copy that falls behind is cancelled. Thread-safe.
 */
final class Copy implements CallListener {

    private final LateCall call = new LateCall();
    private final int mostWaiting;
    private final Runnable atEnd;

    /** All below are guarded by this. */
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();

    private int waitingBytes;
    private int credit;
    private boolean complete;
    private boolean endSent;
    private boolean over;

    /** {@code atEnd} is run once. */
    Copy(Body body, int mostWaiting, Runnable atEnd) {
        this.mostWaiting = mostWaiting;
        this.atEnd = atEnd;
        this.complete = body instanceof Body.Complete;
        this.endSent = complete;
    }

    void begin(Call known) {
        call.become(known);
    }

    /** A piece of the body came; it is copied. */
    synchronized void write(ByteBuffer bytes) {
        if (over || complete) {
            return;
        }
        if (waitingBytes + bytes.remaining() > mostWaiting) {
            giveUp();
            return;
        }
        waitingBytes += bytes.remaining();
        waiting.add(
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip());
        send();
    }

    synchronized void end() {
        complete = true;
        send();
    }

    /** The call itself is over, or its caller has gone: a body that is not complete stays so. */
    synchronized void noMoreComes() {
        if (!complete) {
            giveUp();
        }
    }

    private void giveUp() {
        complete = true;
        endSent = true;
        waiting.clear();
        call.cancel();
    }

    private void send() {
        while (credit > 0 && !waiting.isEmpty()) {
            ByteBuffer first = waiting.element();
            int length = Math.min(credit, first.remaining());
            ByteBuffer piece = first.slice(first.position(), length);
            first.position(first.position() + length);
            if (!first.hasRemaining()) {
                waiting.remove();
            }
            credit -= length;
            waitingBytes -= length;
            call.write(piece);
        }
        if (complete && waiting.isEmpty() && !endSent) {
            endSent = true;
            call.end(Headers.EMPTY);
        }
    }

    @Override
    public synchronized void credit(int bytes) {
        credit += bytes;
        send();
    }

    @Override
    public void head(int status, Headers headers) {}

    @Override
    public void data(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            call.grant(bytes.remaining());
        }
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
        }
        atEnd.run();
    }
}
