package dev.sluice.function;

import java.time.Duration;
import java.time.Instant;

/** What a function knows of the call that it serves. Valid during the call; may be used from any thread. */
public interface Context extends InstanceContext {

    /** The id under which the platform files this call. */
    String invocationId();

    /** When the call will be cut off; its thread is interrupted then. */
    Instant deadline();

    /** What is left until the {@link #deadline}, never negative. */
    Duration remaining();

    /** Whether the caller has gone away or the deadline has passed; the thread is interrupted as well. */
    boolean cancelled();
}
