package dev.sluice.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a function knows of the call that it serves. Valid during the call; may be used from any thread. */
public interface Context extends InstanceContext {

    /** The id under which the platform files this call. */
    String invocationId();

    /** When the call will be cut off; its thread is interrupted then. */
    Instant deadline();

    /** What is left until the {@link #deadline}, never negative. */
    default Duration remaining() {
        Duration left = Duration.between(Instant.now(), deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The number of this attempt to serve the call, from 1. From 2 on, one before may have done some of its work. */
    default int attempt() {
        return 1;
    }

    /**
     * When the platform accepted the call, if nobody waits for its answer: a call that runs later, a run of a schedule, the record of a
     * topic. Stays the same in all attempts. Empty for others, and for several records at once.
     */
    default Optional<Instant> accepted() {
        return Optional.empty();
    }

    /** For when the call was meant, if it was delayed or is a run of a schedule; it may have begun later. Empty for others. */
    default Optional<Instant> scheduled() {
        return Optional.empty();
    }

    /**
     * What an attempt before this one told last by {@link #progress}, so that this one can go on from there: a new array of at most
     * 65,536 bytes for each caller. What was told within a second before the platform ended may be missing.
     */
    default Optional<byte[]> lastProgress() {
        return Optional.empty();
    }

    /** What the event says of itself whose data is the body; empty if the call is none of an event. */
    default Optional<EventAttributes> event() {
        return Optional.empty();
    }

    /** Whether the caller has gone away or the deadline has passed; the thread is interrupted as well. */
    boolean cancelled();

    /**
     * Leaves word of how far the call has come, for whoever follows it or runs it again: any bytes, of which the platform keeps
     * the last that were given. They are sent at once; a call that gives many of them waits for the platform to take them.
     * Does nothing after the call, and where nobody takes them.
     *
     * @param bytes at most 65,536
     * @throws IllegalArgumentException if there are more
     */
    default void progress(byte[] bytes) {}
}
