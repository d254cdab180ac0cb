package dev.sluice.core.invocation;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.json.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events over HTTP: the HTTP protocol binding 1.0.2 of CloudEvents. */
public final class HttpEvents {

    /** In which of its modes a message has events. */
    public enum Mode {
        /** The attributes are header fields, the data is the body. */
        BINARY,
        /** The body has one event with its attributes. */
        STRUCTURED,
        /** The body has a list of events. */
        BATCH
    }

    private static final String PREFIX = "ce-";
    private static final String VERSION_FIELD = PREFIX + "specversion";
    private static final String ANY_BATCH = "application/cloudevents-batch";
    private static final String ANY_STRUCTURED = "application/cloudevents";

    private HttpEvents() {}

    /** In which mode a message with these headers has events; empty if it has none. */
    public static Optional<Mode> mode(Headers headers) {
        String type = mediaType(headers);
        if (type.startsWith(ANY_BATCH)) {
            return Optional.of(Mode.BATCH);
        }
        if (type.startsWith(ANY_STRUCTURED)) {
            return Optional.of(Mode.STRUCTURED);
        }
        return headers.first(VERSION_FIELD).map(_ -> Mode.BINARY);
    }

    /** Reads the one event of a message in binary or structured mode. */
    public static CloudEvent read(Headers headers, byte[] body) throws MalformedEventException {
        if (mode(headers).filter(mode -> mode == Mode.STRUCTURED).isPresent()) {
            checkFormat(headers, JsonEvents.STRUCTURED);
            return JsonEvents.read(body);
        }
        // A body of no bytes is no data, unless a content type says what it is.
        boolean none = body.length == 0 && headers.first("content-type").isEmpty();
        return binary(headers, none ? Optional.empty() : Optional.of(body));
    }

    /** Reads the events of a message: a batch, or one event. */
    public static List<CloudEvent> readAll(Headers headers, byte[] body) throws MalformedEventException {
        if (mode(headers).filter(mode -> mode == Mode.BATCH).isEmpty()) {
            return List.of(read(headers, body));
        }
        checkFormat(headers, JsonEvents.BATCH);
        return JsonEvents.readBatch(body);
    }

    /** The event of a message in binary mode, without its data. */
    public static CloudEvent attributes(Headers headers) throws MalformedEventException {
        return binary(headers, Optional.empty());
    }

    private static CloudEvent binary(Headers headers, Optional<byte[]> data) throws MalformedEventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        @Nullable String version = null;
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.name(i).regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                continue;
            }
            String name = headers.name(i).substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            String value = PercentText.decoded(name, headers.value(i));
            if (name.equals("specversion")) {
                version = value;
            } else if (name.equals("datacontenttype")) {
                throw new MalformedEventException(
                        "the type of the data is told in Content-Type, not in ce-datacontenttype");
            } else if (attributes.put(name, value) != null) {
                throw new MalformedEventException("'" + name + "' is told twice");
            }
        }
        CloudEvent.checkVersion(Optional.ofNullable(version));
        return CloudEvent.of(attributes, headers.first("content-type"), data);
    }

    /** The header fields of an event in binary mode; its data is the body. */
    public static Headers binary(CloudEvent event) {
        List<String> fields = new ArrayList<>(2 * event.attributes().size() + 4);
        fields.add(VERSION_FIELD);
        fields.add(CloudEvent.VERSION);
        event.attributes().forEach((name, value) -> {
            fields.add(PREFIX + name);
            fields.add(PercentText.encoded(value));
        });
        event.contentType().ifPresent(type -> {
            fields.add("Content-Type");
            fields.add(type);
        });
        return Headers.of(fields.toArray(String[]::new));
    }

    private static void checkFormat(Headers headers, String known) throws MalformedEventException {
        String type = mediaType(headers);
        if (!type.equals(known)) {
            throw new MalformedEventException(
                    "the content type is '" + type + "', and of such events only " + known + " is understood");
        }
        String charset = charset(headers);
        if (!charset.isEmpty() && !charset.equals("utf-8")) {
            throw new MalformedEventException("the content type says charset=" + charset + ", but JSON is UTF-8");
        }
    }

    private static String mediaType(Headers headers) {
        return MediaTypes.of(headers.first("content-type").orElse(""));
    }

    private static String charset(Headers headers) {
        for (String parameter : headers.first("content-type").orElse("").split(";")) {
            String stripped = parameter.strip().toLowerCase(Locale.ROOT);
            if (stripped.startsWith("charset=")) {
                return stripped.substring("charset=".length()).replace("\"", "").strip();
            }
        }
        return "";
    }
}
