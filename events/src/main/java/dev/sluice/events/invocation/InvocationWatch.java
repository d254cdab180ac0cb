package dev.sluice.events.invocation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one reader is told of a call. Only the newest state is held for him: one who is slow is not told those between. One thread reads;
 * {@link #close} is for any.
 */
public final class InvocationWatch implements AutoCloseable {

    private final AtomicReference<Optional<InvocationState>> newest = new AtomicReference<>(Optional.empty());
    private final Semaphore changed = new Semaphore(0);
    private final Runnable leave;

    InvocationWatch(Runnable leave) {
        this.leave = leave;
    }

    void told(InvocationState state) {
        newest.set(Optional.of(state));
        changed.release();
    }

    /** The newest state, if it was not told before; waits for one. Empty when {@code patience} is over, or the watch is closed. */
    public Optional<InvocationState> next(Duration patience) throws InterruptedException {
        if (changed.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            changed.drainPermits();
        }
        return newest.getAndSet(Optional.empty());
    }

    /** Nothing more is told; who waits is let go. */
    @Override
    public void close() {
        leave.run();
        changed.release();
    }
}
