package dev.sluice.cli.api;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of content something is. */
public final class MediaTypes {

    private static final Map<String, String> BY_ENDING = Map.of(
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "md", "text/markdown; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "csv", "text/csv; charset=utf-8",
            "xml", "application/xml",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "png", "image/png");

    private MediaTypes() {}

    /** The type that the ending of a file's name tells, if it tells one. */
    public static Optional<String> ofFile(String name) {
        return Optional.ofNullable(
                BY_ENDING.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)));
    }

    /** The type of content that begins so; wherever it comes from, the same content has the same type. */
    public static String ofContent(byte[] start) {
        String text = new String(start, StandardCharsets.UTF_8);
        // The last letter may be cut.
        boolean binary = text.chars().limit(Math.max(0, text.length() - 1)).anyMatch(c -> c == 0xfffd)
                || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f');
        if (binary) {
            return "application/octet-stream";
        }
        String first = text.stripLeading();
        boolean json = first.startsWith("{") || first.startsWith("[") || first.startsWith("\"");
        return json ? "application/json" : "text/plain; charset=utf-8";
    }

    /** Whether a terminal can show it; what has no type is taken for text. */
    public static boolean isText(String type) {
        String bare = type.toLowerCase(Locale.ROOT);
        return bare.isEmpty()
                || bare.startsWith("text/")
                || bare.contains("json")
                || bare.contains("xml")
                || bare.contains("yaml")
                || bare.contains("x-www-form-urlencoded");
    }
}
