package dev.sluice.decorators.state;

import dev.sluice.core.state.StateKey;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Has those within one process who change a record by compare and set wait for each other, so that a herd costs one try each. Records
 * whose keys fall together wait for each other too, so nobody may change one record within the change of another. Thread-safe.
 */
public final class KeyLocks {

    private static final int LOCKS = 64;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /** Does {@code change} while nobody else here changes that record; blocks until it may. */
    public <R> R alone(StateKey key, Supplier<R> change) {
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }
}
