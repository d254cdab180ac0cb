package dev.sluice.events.attempt;

import java.time.Instant;
import java.util.Optional;

/** What is to be done next with the record of a call. */
public sealed interface Next {

    /** Nothing: what became of it is durable elsewhere. */
    record Settled() implements Next {}

    /**
     * It is to be looked at again then, and stays in the queue until then.
     *
     * @param outage why, if the platform is at fault; else empty
     */
    record Later(Instant time, Optional<String> outage) implements Next {

        /** With nobody at fault but the call, or its function. */
        public Later(Instant time) {
            this(time, Optional.empty());
        }
    }
}
