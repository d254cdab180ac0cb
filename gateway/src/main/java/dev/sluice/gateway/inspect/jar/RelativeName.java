package dev.sluice.gateway.inspect.jar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Names of a manifest's {@code Class-Path}, which are relative URLs. */
final class RelativeName {

    private RelativeName() {}

    /**
     * The name in the archive that {@code relative} means for a jar in the folder {@code base}; empty if it leads out of the
     * archive or is no relative URL of a file. A name of a folder keeps its slash.
     */
    static String resolve(String base, String relative) {
        String text = relative.startsWith("./") ? relative.substring(2) : relative;
        if (text.isEmpty() || text.startsWith("/") || text.indexOf(':') >= 0) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        for (String part : (base + decoded(text)).split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return "";
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts) + (text.endsWith("/") && !parts.isEmpty() ? "/" : "");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
