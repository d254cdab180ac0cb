package dev.sluice.events.call;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;

/** What became of a call that was to be put into a {@link CallQueue}. */
public sealed interface Acceptance {

    /** It is durable, and runs at least once. */
    record Accepted(InvocationId id) implements Acceptance {}

    /** It was not kept. {@code reason} is stable, lower-case with underscores; {@code detail} is a sentence. */
    sealed interface Refused extends Acceptance {

        String reason();

        String detail();
    }

    /** The broker is away, so nothing can be kept; {@code detail} says what is known of it. */
    record BrokerAway(String detail) implements Refused {

        @Override
        public String reason() {
            return "broker_away";
        }
    }

    /** As many of the function's calls wait as may: of {@code unit} there are {@code waiting}, and {@code limit} is the most. */
    record BacklogFull(FunctionName function, Unit unit, long waiting, long limit) implements Refused {

        /** What is counted. */
        public enum Unit {
            CALLS("calls"),
            BYTES("bytes"),
            SECONDS("seconds of age");

            private final String words;

            Unit(String words) {
                this.words = words;
            }
        }

        @Override
        public String reason() {
            return "backlog_full";
        }

        @Override
        public String detail() {
            return "The backlog of '" + function + "' has " + waiting + " " + unit.words + " of at most " + limit
                    + ". Try again later, or raise the limit.";
        }
    }

    /** Another call is known under its id. */
    record DifferentCall(InvocationId id) implements Refused {

        @Override
        public String reason() {
            return "idempotency_key_reused";
        }

        @Override
        public String detail() {
            return "Another call is known under the id " + id
                    + ", which this one would have. Give it an Idempotency-Key of its own.";
        }
    }

    /** As it is stored, its head has {@code bytes}, and {@code limit} is the most. */
    record TooLarge(long bytes, long limit) implements Refused {

        @Override
        public String reason() {
            return "head_too_large";
        }

        @Override
        public String detail() {
            return "The head of the call has " + bytes + " bytes, and at most " + limit
                    + " are kept of a call that waits. Send less of header fields.";
        }
    }

    /** Its body could not be written to the disk; {@code full}: because that has no room. */
    record NotStored(boolean full, String detail) implements Refused {

        @Override
        public String reason() {
            return full ? "disk_full" : "storage_failed";
        }
    }

    /** It is put again, and its body is not there any more; {@code detail} says what is known of it. */
    record BodyLost(String detail) implements Refused {

        @Override
        public String reason() {
            return "body_lost";
        }
    }
}
