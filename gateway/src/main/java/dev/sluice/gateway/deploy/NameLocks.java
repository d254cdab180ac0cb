package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each name that somebody works on right now, first come first served. */
final class NameLocks {

    private static final class Counted {
        final ReentrantLock lock = new ReentrantLock(true);
        int users;
    }

    private final Map<FunctionName, Counted> locks = new HashMap<>();

    /** Waits for the lock of {@code name}; empty if it was not free in time. */
    Optional<Held> lock(FunctionName name, Duration patience) throws InterruptedException {
        Counted counted = join(name);
        boolean got = false;
        try {
            got = counted.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!got) {
                leave(name, counted);
            }
        }
        if (!got) {
            return Optional.empty();
        }
        return Optional.of(() -> {
            counted.lock.unlock();
            leave(name, counted);
        });
    }

    private synchronized Counted join(FunctionName name) {
        Counted counted = locks.computeIfAbsent(name, fresh -> new Counted());
        counted.users++;
        return counted;
    }

    private synchronized void leave(FunctionName name, Counted counted) {
        if (--counted.users == 0) {
            locks.remove(name);
        }
    }

    /** Gives the lock back. */
    interface Held extends AutoCloseable {

        @Override
        void close();
    }
}
