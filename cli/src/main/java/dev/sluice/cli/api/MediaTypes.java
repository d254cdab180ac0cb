package dev.sluice.cli.api;

import java.util.Locale;
import java.util.Map;

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

    /** The type of what {@code --data} names: by the ending of a file, by the first character of a text. */
    public static String guess(String data) {
        if (data.equals("-")) {
            return "application/octet-stream";
        }
        if (data.startsWith("@")) {
            String ending = data.substring(data.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return BY_ENDING.getOrDefault(ending, "application/octet-stream");
        }
        String start = data.stripLeading();
        boolean json = start.startsWith("{") || start.startsWith("[") || start.startsWith("\"");
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
