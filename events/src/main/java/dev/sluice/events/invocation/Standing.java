package dev.sluice.events.invocation;

import dev.sluice.core.invocation.Headers;
import dev.sluice.events.payload.Payload;
import java.time.Instant;
import java.util.Optional;

/** How a call stands. */
public sealed interface Standing {

    /** The stable word for it, lower-case. */
    String word();

    /** Whether nothing more will be tried. */
    default boolean isOver() {
        return switch (this) {
            case Waiting _, Running _, Retrying _ -> false;
            case Succeeded _, Dead _, Cancelled _, Expired _ -> true;
        };
    }

    /** It was not tried yet. */
    record Waiting() implements Standing {

        @Override
        public String word() {
            return "waiting";
        }
    }

    /**
     * An attempt is under way, or took its gateway with it.
     *
     * @param heldUntil until when it is left to the gateway that has it; empty if that is known otherwise: by the queue
     */
    record Running(Optional<Instant> heldUntil) implements Standing {

        /** One that its queue knows of. */
        public Running() {
            this(Optional.empty());
        }

        @Override
        public String word() {
            return "running";
        }
    }

    /** It is tried again at {@code next}; {@code error} says how the last attempt ended. */
    record Retrying(Instant next, String error) implements Standing {

        @Override
        public String word() {
            return "retrying";
        }
    }

    /**
     * It went well.
     *
     * @param answer what its function answered
     * @param whole whether that is all of it: of an answer that is longer than may be kept, or for which there was no room, nothing is
     */
    record Succeeded(int status, Headers headers, Payload answer, boolean whole) implements Standing {

        @Override
        public String word() {
            return "succeeded";
        }
    }

    /** It is a dead letter. {@code reason} is stable, lower-case with underscores. */
    record Dead(String reason, String error) implements Standing {

        @Override
        public String word() {
            return "dead";
        }
    }

    /** Somebody cancelled it. */
    record Cancelled() implements Standing {

        @Override
        public String word() {
            return "cancelled";
        }
    }

    /** It could not begin before its caller wanted it no more. */
    record Expired() implements Standing {

        @Override
        public String word() {
            return "expired";
        }
    }
}
