package dev.sluice.function;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an event says of itself (CloudEvents 1.0.2). The values of all attributes are text, whether the event came as JSON, where
 * some have types, or in header fields, where none has; values of header fields are decoded.
 */
public interface EventAttributes {

    /** Together with the {@link #source} it names the event: a second one with both the same is the same event. */
    String id();

    /** Where it happened, a URI reference. */
    String source();

    /** What kind of event it is. */
    String type();

    /** What in the source it is about. */
    Optional<String> subject();

    /** When it happened, as its sender says; finer than nanoseconds is cut off, and a leap second is the one before. */
    Optional<Instant> time();

    /** The media type of the data. */
    Optional<String> dataContentType();

    /** A URI that says how the data is built. */
    Optional<String> dataSchema();

    /** Events with the same key belong together and in order: the extension {@code partitionkey}. */
    Optional<String> key();

    /** All attributes but {@code specversion} and {@code datacontenttype}, extensions too, by name. */
    Map<String, String> attributes();
}
