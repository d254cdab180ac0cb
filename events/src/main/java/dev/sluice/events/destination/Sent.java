package dev.sluice.events.destination;

/** What became of a {@link Parcel}. Each {@code detail} is a sentence that says what to do. */
public sealed interface Sent {

    /** It is durable. */
    record Kept() implements Sent {}

    /** It is not known to be durable, and may be if it is sent again. */
    record NotYet(String detail) implements Sent {}

    /** It will not be taken, however often it is sent. */
    record Never(String detail) implements Sent {}
}
