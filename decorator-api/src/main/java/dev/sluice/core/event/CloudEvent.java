package dev.sluice.core.event;

import dev.sluice.core.json.MediaTypes;
import java.util.Map;
import java.util.Optional;

/**
 * An event as CloudEvents 1.0.2 has them. All attributes are text in their canonical form, so that an event is the same whether
 * it came as JSON, where some have types, or over HTTP, where none has.
 *
 * @param attributes all but {@code specversion} and {@code datacontenttype}, by name, in the order in which they came; {@code id},
 *     {@code source} and {@code type} are among them
 * @param contentType the media type of the data ({@code datacontenttype}); empty if it is not told
 * @param data what happened, in the form that the content type says; empty if there is none. Must not be changed
 */
public record CloudEvent(Map<String, String> attributes, Optional<String> contentType, Optional<byte[]> data) {

    /** The version of the specification. */
    public static final String VERSION = "1.0";

    /** The extension whose value says which events belong together and in order. */
    public static final String KEY = "partitionkey";

    /** Throws {@link IllegalArgumentException} if an attribute is missing or is not as CloudEvents has them. */
    public CloudEvent {
        try {
            attributes = CheckedAttributes.of(attributes);
            if (contentType.isPresent()) {
                Attributes.checkMediaType("datacontenttype", contentType.get());
            }
        } catch (MalformedEventException e) {
            throw new IllegalArgumentException("the event is malformed: " + e.getMessage(), e);
        }
    }

    /**
     * An event that somebody else has made.
     *
     * @throws MalformedEventException if an attribute is missing or is not as CloudEvents has them
     */
    public static CloudEvent of(Map<String, String> attributes, Optional<String> contentType, Optional<byte[]> data)
            throws MalformedEventException {
        try {
            return new CloudEvent(attributes, contentType, data);
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof MalformedEventException malformed) {
                throw malformed;
            }
            throw e;
        }
    }

    /**
     * The same event with these attributes, in the place of those that have their names. Its other attributes are not checked again.
     *
     * @throws MalformedEventException if one of these is not as CloudEvents has them
     */
    public CloudEvent with(Map<String, String> others) throws MalformedEventException {
        return new CloudEvent(CheckedAttributes.of(attributes).with(others), contentType, data);
    }

    /** Checks the value of {@code specversion}. */
    public static void checkVersion(Optional<String> version) throws MalformedEventException {
        if (version.isEmpty()) {
            throw new MalformedEventException("it has no 'specversion', which every event must have");
        }
        if (!version.get().equals(VERSION)) {
            throw new MalformedEventException(
                    "its 'specversion' is '" + version.get() + "', and only " + VERSION + " is known here");
        }
    }

    public String id() {
        return required("id");
    }

    public String source() {
        return required("source");
    }

    public String type() {
        return required("type");
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    private String required(String name) {
        return attribute(name).orElseThrow(() -> new IllegalStateException("an event without '" + name + "'"));
    }

    /** Whether data of a media type is JSON. */
    static boolean isJson(String mediaType) {
        String type = MediaTypes.of(mediaType);
        return type.endsWith("/json") || type.endsWith("+json");
    }
}
