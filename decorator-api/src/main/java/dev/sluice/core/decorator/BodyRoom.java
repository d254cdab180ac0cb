package dev.sluice.core.decorator;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What decorators may hold of bodies at the same time, of all calls together: the gateway's memory is that of all tenants.
 * Who finds no room is refused at once, because whoever waited for some could hold what another waits for. Thread-safe.
 */
public final class BodyRoom {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** {@code most}: bytes, at least 1. */
    public BodyRoom(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("there is room for " + most + " bytes: at least 1 is needed");
        }
        this.most = most;
    }

    /** What one call holds, nothing at first; to be closed when the call is over. */
    public Share share() {
        return new Share();
    }

    /** Bytes that are held now. */
    public long held() {
        return held.get();
    }

    /** What one call holds. Thread-safe. */
    public final class Share implements AutoCloseable {

        /** Guards the two below: nothing is taken after all was given back. */
        private final Object lock = new Object();

        private long mine;
        private boolean closed;

        private Share() {}

        /** Holds so many bytes more, or none of them; whether it does. Once it is closed it takes none. */
        public boolean take(int bytes) {
            synchronized (lock) {
                if (closed) {
                    return false;
                }
                if (held.addAndGet(bytes) > most) {
                    held.addAndGet(-bytes);
                    return false;
                }
                mine += bytes;
                return true;
            }
        }

        /** Holds nothing any more, for good. */
        @Override
        public void close() {
            synchronized (lock) {
                closed = true;
                held.addAndGet(-mine);
                mine = 0;
            }
        }
    }
}
