package dev.sluice.runner.link;

import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.io.InterruptedIOException;

/** What one stream may still send of its body. Thread-safe. */
public final class SendWindow {

    private long credit = Protocol.INITIAL_WINDOW_BYTES;
    private boolean closed;

    /** The gateway has granted more. */
    public synchronized void grant(int bytes) {
        credit += bytes;
        notifyAll();
    }

    /** Nothing will be sent any more; who waits is told. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Takes between 1 and {@code wanted} bytes, as soon as there are some.
     *
     * @throws IOException if the call is over
     * @throws InterruptedIOException if this thread is interrupted
     */
    public synchronized int take(int wanted) throws IOException {
        while (credit == 0 && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the caller was not reading");
            }
        }
        if (closed) {
            throw new IOException("the call is over: nobody reads its answer any more");
        }
        int taken = (int) Math.min(credit, wanted);
        credit -= taken;
        return taken;
    }
}
