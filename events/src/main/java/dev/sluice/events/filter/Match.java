package dev.sluice.events.filter;

/** What a filter says of an event. */
public sealed interface Match {

    /** It is wanted. */
    record Yes() implements Match {}

    /** It is not. */
    record No() implements Match {}

    /** That cannot be told; {@code why} is a sentence. */
    record Failed(String why) implements Match {}
}
