package dev.sluice.core.time;

import java.time.Instant;
import java.time.InstantSource;

/** A clock and a timer. Thread-safe. */
public interface Timers extends InstantSource {

    /** Nanoseconds since some instant; never runs backwards. */
    long nanos();

    /** The time of day, for people. */
    @Override
    Instant instant();

    /**
     * Runs {@code task} once, when {@link #nanos} has reached {@code nanos}, or soon if it has already. It may
     * be the timer's own thread that runs it, so the task must be short and must not block.
     */
    Alarm at(long nanos, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {

        /** Does nothing if the task has run. */
        void cancel();
    }
}
