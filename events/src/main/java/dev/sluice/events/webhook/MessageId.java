package dev.sluice.events.webhook;

/** Where a sender writes the id of a message, which stays the same when it is sent again. */
public sealed interface MessageId {

    /** In a header field that the signature does not cover. */
    record Field(String name) implements MessageId {}

    /** In a member of the JSON object that is the body, as a text. */
    record Member(String name) implements MessageId {}

    /** Where the signature covers it: {@link Verdict.Genuine} tells it. */
    record Signed() implements MessageId {}

    /** Nowhere. */
    record None() implements MessageId {}
}
