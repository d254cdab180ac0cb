package dev.sluice.events.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A header field of a record. A name may repeat, and its letters' case counts.
 *
 * @param value any bytes; empty if the field has no value (null in Kafka). Must not be changed
 */
public record RecordHeader(String name, Optional<byte[]> value) {

    /** A field whose value is text, in UTF-8. */
    public static RecordHeader of(String name, String value) {
        return new RecordHeader(name, Optional.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** The value as text; empty if there is none, or if it is not UTF-8. */
    public Optional<String> text() {
        return value.flatMap(RecordText::read);
    }
}
