package dev.sluice.function;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one event of a batch. A function that takes {@code List<CloudEvent>} returns a {@code List<EventResult>} in the
 * same order; one that returns something else has taken care of all of them, and one that throws of none.
 */
public final class EventResult {

    /** What it may be. */
    public enum Status {
        /** It is taken care of. */
        DONE,
        /** It failed, and may go well another time. */
        RETRY,
        /** It failed, and will always fail. */
        FAILED
    }

    private static final EventResult DONE = new EventResult(Status.DONE, "", Optional.empty());

    private final Status status;
    private final String message;
    private final Optional<Duration> after;

    private EventResult(Status status, String message, Optional<Duration> after) {
        this.status = status;
        this.message = message;
        this.after = after;
    }

    /** It is taken care of. */
    public static EventResult done() {
        return DONE;
    }

    /** It failed, for the reason that {@code message} tells people, and may go well another time. */
    public static EventResult retry(String message) {
        return new EventResult(Status.RETRY, message, Optional.empty());
    }

    /** The same, but not before {@code after} has passed, which is not negative. */
    public static EventResult retry(String message, Duration after) {
        if (after.isNegative()) {
            throw new IllegalArgumentException("an event cannot be tried again in the past: " + after);
        }
        return new EventResult(Status.RETRY, message, Optional.of(after));
    }

    /** It failed, for the reason that {@code message} tells people, and will always fail. */
    public static EventResult failed(String message) {
        return new EventResult(Status.FAILED, message, Optional.empty());
    }

    public Status status() {
        return status;
    }

    /** Why, for people; empty if it is done. */
    public String message() {
        return message;
    }

    /** How long to wait at least before it is tried again; empty if that does not matter. */
    public Optional<Duration> after() {
        return after;
    }

    @Override
    public String toString() {
        return message.isEmpty() ? status.name() : status + ": " + message;
    }
}
