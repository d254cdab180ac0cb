package dev.sluice.events.trigger;

import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.TreeValues;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.RecordText;
import dev.sluice.events.record.TopicRecord;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What records have in common that share one turn among those that are read ahead. */
public sealed interface EventFairKey {

    /** How it is written. */
    String RULE = "key, an attribute of the events as in subject, or {header: NAME}";

    /** The key of the record. */
    record Key() implements EventFairKey {}

    /** An attribute of the event that the record is. */
    record Attribute(String name) implements EventFairKey {

        private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,20}");

        public Attribute {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of an attribute");
            }
        }
    }

    /** The first header field of the record that has this name, whose letters' case counts. */
    record Header(String name) implements EventFairKey {

        private static final int LONGEST = 100;

        public Header {
            if (name.isEmpty() || name.length() > LONGEST) {
                throw new IllegalArgumentException("the name of a header field has 1 to " + LONGEST
                        + " characters, this one has " + name.length());
            }
        }
    }

    /** Reads what somebody wrote; throws {@link IllegalArgumentException} with a sentence if it is none. */
    static EventFairKey parse(Object written) {
        if (written instanceof Map<?, ?> map && map.size() == 1 && map.get("header") instanceof String name) {
            return new Header(name);
        }
        String word = TreeValues.scalar(written).orElseThrow(() -> new IllegalArgumentException("it is no such key"));
        return word.equals("key") ? new Key() : new Attribute(word);
    }

    /** As somebody would write it. */
    default Object written() {
        return switch (this) {
            case Key() -> "key";
            case Attribute(String name) -> name;
            case Header(String name) -> Map.of("header", name);
        };
    }

    /** Whose a record is; empty of all that have no such thing, or are malformed, who share one turn together. */
    default String of(ConsumerRecord<byte[], byte[]> record) {
        return switch (this) {
            case Key() -> record.key() == null ? "" : text(record.key());
            case Header(String name) ->
                TopicRecord.of(record)
                        .header(name)
                        .flatMap(RecordHeader::value)
                        .map(EventFairKey::text)
                        .orElse("");
            case Attribute(String name) -> attribute(TopicRecord.of(record), name);
        };
    }

    private static String attribute(TopicRecord record, String name) {
        try {
            return KafkaEvents.isEvent(record)
                    ? KafkaEvents.read(record).attribute(name).orElse("")
                    : "";
        } catch (MalformedEventException e) {
            return "";
        }
    }

    /** Bytes that are no text are told in hexadecimal, so that two that differ are two. */
    private static String text(byte[] bytes) {
        return RecordText.read(bytes).orElseGet(() -> HexFormat.of().formatHex(bytes));
    }
}
