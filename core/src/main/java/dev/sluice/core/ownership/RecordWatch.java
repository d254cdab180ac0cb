package dev.sluice.core.ownership;

import dev.sluice.core.state.KeyedState;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One reader who waits for changes of one record. Changes while he does not wait are told as one when he does. */
public final class RecordWatch implements AutoCloseable {

    private final Semaphore changes = new Semaphore(0);
    private final KeyedState.Watch watch;

    /** Changes from now on are told. Blocks as long as the store does. */
    public RecordWatch(KeyedState state, OwnedName name) {
        this.watch = state.watch(name.key(), changes::release);
    }

    /** Blocks until the record may have changed, the watch is closed, or {@code most} is over; false for the last. */
    public boolean await(Duration most) throws InterruptedException {
        boolean changed = changes.tryAcquire(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS);
        changes.drainPermits();
        return changed;
    }

    /** Also wakes who waits. May be called from any thread. */
    @Override
    public void close() {
        watch.close();
        changes.release();
    }
}
