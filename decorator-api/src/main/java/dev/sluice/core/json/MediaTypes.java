package dev.sluice.core.json;

import java.util.Locale;

/** What a header field {@code Content-Type} says (RFC 9110, 8.3.1). */
public final class MediaTypes {

    private MediaTypes() {}

    /** The media type in lower case, without parameters; empty if there is none. */
    public static String of(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
