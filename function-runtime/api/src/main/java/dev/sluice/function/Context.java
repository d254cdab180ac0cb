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
    Duration remaining();

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
