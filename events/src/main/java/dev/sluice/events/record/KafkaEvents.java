package dev.sluice.events.record;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events in records: the Kafka protocol binding 1.0.2 of CloudEvents. Written in binary mode, read in binary and structured mode. Unlike
 * over HTTP, values are plain UTF-8 and nothing is percent-encoded. An event without data is a record without a value.
 */
public final class KafkaEvents {

    private static final String PREFIX = "ce_";
    private static final String VERSION_FIELD = PREFIX + "specversion";
    private static final String CONTENT_TYPE = "content-type";
    private static final String ANY_EVENT = "application/cloudevents";

    /** The names of fields by the attributes that most events have. */
    private static final Map<String, String> FIELDS = Stream.of(
                    "id", "source", "type", "subject", "time", CloudEvent.KEY)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), PREFIX::concat));

    private KafkaEvents() {}

    /** The event in binary mode; what its {@code partitionkey} says is the key of the record. */
    public static TopicRecord write(CloudEvent event) {
        List<RecordHeader> headers = new ArrayList<>(event.attributes().size() + 2);
        headers.add(RecordHeader.of(VERSION_FIELD, CloudEvent.VERSION));
        event.attributes().forEach((name, value) -> headers.add(RecordHeader.of(field(name), value)));
        event.contentType().ifPresent(type -> headers.add(RecordHeader.of(CONTENT_TYPE, type)));
        Optional<byte[]> key = event.attribute(CloudEvent.KEY).map(text -> text.getBytes(StandardCharsets.UTF_8));
        return new TopicRecord(key, event.data(), headers);
    }

    private static String field(String attribute) {
        String known = FIELDS.get(attribute);
        return known == null ? PREFIX + attribute : known;
    }

    /** Whether the record says that it is an event, in either mode; it may be a malformed one. */
    public static boolean isEvent(TopicRecord record) {
        return isStructured(record) || record.header(VERSION_FIELD).isPresent();
    }

    /**
     * Reads the event of a record.
     *
     * @throws MalformedEventException if it is none, or a malformed one
     */
    public static CloudEvent read(TopicRecord record) throws MalformedEventException {
        return isStructured(record) ? structured(record) : binary(record);
    }

    private static boolean isStructured(TopicRecord record) {
        return mediaType(record).startsWith(ANY_EVENT);
    }

    private static CloudEvent structured(TopicRecord record) throws MalformedEventException {
        String type = mediaType(record);
        if (!type.equals(JsonEvents.STRUCTURED)) {
            throw new MalformedEventException("the content type is '" + type + "', and of such events only "
                    + JsonEvents.STRUCTURED + " is understood");
        }
        if (record.value().isEmpty()) {
            throw new MalformedEventException("the record has no value, where the event should be");
        }
        return JsonEvents.read(record.value().get());
    }

    private static CloudEvent binary(TopicRecord record) throws MalformedEventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        @Nullable String version = null;
        @Nullable String contentType = null;
        for (RecordHeader header : record.headers()) {
            if (header.name().equalsIgnoreCase(CONTENT_TYPE)) {
                contentType = text(header, contentType);
            } else if (header.name().equals(VERSION_FIELD)) {
                version = text(header, version);
            } else if (header.name().startsWith(PREFIX)) {
                String name = header.name().substring(PREFIX.length());
                attributes.put(name, text(header, attributes.get(name)));
            }
        }
        CloudEvent.checkVersion(Optional.ofNullable(version));
        return CloudEvent.of(attributes, Optional.ofNullable(contentType), record.value());
    }

    private static String text(RecordHeader header, @Nullable String before) throws MalformedEventException {
        if (before != null) {
            throw new MalformedEventException("the header field '" + header.name() + "' is told twice");
        }
        if (header.value().isEmpty()) {
            throw new MalformedEventException("the header field '" + header.name() + "' has no value");
        }
        return header.text()
                .orElseThrow(
                        () -> new MalformedEventException("the header field '" + header.name() + "' is not UTF-8"));
    }

    private static String mediaType(TopicRecord record) {
        for (RecordHeader header : record.headers()) {
            if (header.name().equalsIgnoreCase(CONTENT_TYPE)) {
                String type = header.text().orElse("");
                int end = type.indexOf(';');
                return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
