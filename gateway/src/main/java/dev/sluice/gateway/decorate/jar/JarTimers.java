package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.time.Timers;
import java.time.Instant;

/** The same time, whose tasks run on threads of a jar. */
record JarTimers(Timers timers, JarThreads threads) implements Timers {

    @Override
    public long nanos() {
        return timers.nanos();
    }

    @Override
    public Instant instant() {
        return timers.instant();
    }

    @Override
    public Alarm at(long nanos, Runnable task) {
        return timers.at(nanos, () -> threads.execute(task));
    }
}
