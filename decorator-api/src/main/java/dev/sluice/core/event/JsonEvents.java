package dev.sluice.core.event;

import dev.sluice.core.json.JsonStrings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events as JSON: the JSON event format 1.0.2 of CloudEvents, one event or a batch. */
public final class JsonEvents {

    /** The media type of one event. */
    public static final String STRUCTURED = "application/cloudevents+json";

    /** The media type of a batch. */
    public static final String BATCH = "application/cloudevents-batch+json";

    private static final String JSON = "application/json";

    private JsonEvents() {}

    /** Reads one event. */
    public static CloudEvent read(byte[] json) throws MalformedEventException {
        JsonScanner scanner = JsonScanner.of(json);
        CloudEvent event = event(scanner);
        scanner.end();
        return event;
    }

    /** Reads a batch, which may be empty. What is wrong is told with the number of the event, from 0. */
    public static List<CloudEvent> readBatch(byte[] json) throws MalformedEventException {
        JsonScanner scanner = JsonScanner.of(json);
        List<CloudEvent> events = new ArrayList<>();
        for (boolean more = scanner.open('[', ']'); more; more = scanner.hasNext(']')) {
            try {
                events.add(event(scanner));
            } catch (MalformedEventException e) {
                throw new MalformedEventException("event " + events.size() + ": " + e.getMessage());
            }
        }
        scanner.end();
        return events;
    }

    private static CloudEvent event(JsonScanner scanner) throws MalformedEventException {
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        for (boolean more = scanner.open('{', '}'); more; more = scanner.hasNext('}')) {
            String name = scanner.string();
            scanner.take(':');
            boolean told = members.containsKey(name);
            String raw = scanner.raw();
            if (told) {
                throw new MalformedEventException("'" + name + "' is told twice");
            }
            members.put(name, raw.equals("null") ? null : raw);
        }
        return event(members);
    }

    private static CloudEvent event(Map<String, @Nullable String> members) throws MalformedEventException {
        @Nullable String version = null;
        @Nullable String contentType = null;
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable String> member : members.entrySet()) {
            @Nullable String raw = member.getValue();
            if (raw == null) {
                continue;
            }
            switch (member.getKey()) {
                case "data", "data_base64" -> {}
                case "specversion" -> version = text("specversion", raw);
                case "datacontenttype" -> contentType = text("datacontenttype", raw);
                default -> attributes.put(member.getKey(), value(member.getKey(), raw));
            }
        }
        CloudEvent.checkVersion(Optional.ofNullable(version));
        @Nullable String data = members.get("data");
        // Data that stands there as JSON is JSON, also where nobody says so (3.1.1 of the format).
        Optional<String> type = Optional.ofNullable(contentType == null && data != null ? JSON : contentType);
        return CloudEvent.of(attributes, type, data(data, members.get("data_base64"), type));
    }

    private static String text(String name, String raw) throws MalformedEventException {
        if (raw.charAt(0) != '"') {
            throw new MalformedEventException("'" + name + "' is " + kind(raw) + " where a text is expected");
        }
        return JsonScanner.of(raw).string();
    }

    /** Texts, whole numbers of 32 bits and booleans are all that attributes can be. */
    private static String value(String name, String raw) throws MalformedEventException {
        switch (name) {
            case "id", "source", "type", "subject", "time", "dataschema" -> {
                return text(name, raw);
            }
            default -> {
                char first = raw.charAt(0);
                if (first == '"') {
                    return text(name, raw);
                }
                if (first == 't' || first == 'f') {
                    return raw;
                }
                if (first != '{' && first != '[') {
                    return number(name, raw);
                }
                throw new MalformedEventException(
                        "'" + name + "' is " + kind(raw) + ": attributes are texts, whole numbers or booleans");
            }
        }
    }

    private static String number(String name, String raw) throws MalformedEventException {
        try {
            return Integer.toString(Integer.parseInt(raw));
        } catch (NumberFormatException e) {
            throw new MalformedEventException("'" + name + "' is " + raw
                    + ": numbers of attributes are whole and have 32 bits; send it as a text");
        }
    }

    private static String kind(String raw) {
        return switch (raw.charAt(0)) {
            case '{' -> "an object";
            case '[' -> "an array";
            case '"' -> "a text";
            case 't', 'f' -> "a boolean";
            default -> "a number";
        };
    }

    private static Optional<byte[]> data(@Nullable String data, @Nullable String base64, Optional<String> type)
            throws MalformedEventException {
        if (data != null && base64 != null) {
            throw new MalformedEventException("it has both 'data' and 'data_base64'");
        }
        if (base64 != null) {
            try {
                return Optional.of(Base64.getDecoder().decode(text("data_base64", base64)));
            } catch (IllegalArgumentException e) {
                throw new MalformedEventException("'data_base64' is not base 64");
            }
        }
        if (data == null) {
            return Optional.empty();
        }
        String said = type.orElse(JSON);
        if (CloudEvent.isJson(said)) {
            return Optional.of(data.getBytes(StandardCharsets.UTF_8));
        }
        if (data.charAt(0) != '"') {
            throw new MalformedEventException("'data' is " + kind(data) + ", but 'datacontenttype' says '" + said
                    + "': data that is not JSON is a text, or 'data_base64'");
        }
        return Optional.of(text("data", data).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one event. */
    public static byte[] write(CloudEvent event) {
        StringBuilder json = new StringBuilder(512);
        append(json, event);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a batch. */
    public static byte[] writeBatch(List<CloudEvent> events) {
        StringBuilder json = new StringBuilder(512 * events.size() + 2).append('[');
        for (CloudEvent event : events) {
            if (json.length() > 1) {
                json.append(',');
            }
            append(json, event);
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder json, CloudEvent event) {
        member(json.append('{'), "specversion", CloudEvent.VERSION);
        event.attributes().forEach((name, value) -> member(json.append(','), name, value));
        event.contentType().ifPresent(type -> member(json.append(','), "datacontenttype", type));
        event.data().ifPresent(data -> data(json.append(','), event, data));
        json.append('}');
    }

    /** JSON stays as it is, other text becomes a text, and all else base 64, so that each byte can be had back. */
    private static void data(StringBuilder json, CloudEvent event, byte[] data) {
        Optional<String> raw = event.contentType().filter(CloudEvent::isJson).flatMap(_ -> json(data));
        Optional<String> text =
                event.contentType().filter(type -> !CloudEvent.isJson(type)).flatMap(_ -> text(data));
        if (raw.isPresent()) {
            json.append("\"data\":").append(raw.get());
        } else if (text.isPresent()) {
            member(json, "data", text.get());
        } else {
            member(json, "data_base64", Base64.getEncoder().encodeToString(data));
        }
    }

    private static void member(StringBuilder json, String name, String value) {
        JsonStrings.quote(json, name);
        JsonStrings.quote(json.append(':'), value);
    }

    private static Optional<String> json(byte[] data) {
        try {
            JsonScanner scanner = JsonScanner.of(data);
            String raw = scanner.raw();
            scanner.end();
            // A null would be read as no data at all.
            return raw.equals("null") ? Optional.empty() : Optional.of(raw);
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(byte[] data) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
