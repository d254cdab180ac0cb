package dev.sluice.decorators.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.json.JsonBodies;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names and texts as a JSON object: a text for each name, or a list of them if it repeats. */
final class Texts {

    private final Map<String, List<String>> all = new LinkedHashMap<>();

    private Texts() {}

    static JsonNode ofQuery(String query) {
        Texts texts = new Texts();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                texts.add(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return texts.json();
    }

    static JsonNode ofHeaders(Headers headers) {
        Texts texts = new Texts();
        headers.forEach((name, value) -> texts.add(name.toLowerCase(Locale.ROOT), value));
        return texts.json();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Badly encoded: the schema is held to what came.
            return text;
        }
    }

    private void add(String name, String value) {
        all.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    private JsonNode json() {
        Map<String, Object> object = new LinkedHashMap<>();
        all.forEach((name, values) -> object.put(name, values.size() == 1 ? values.getFirst() : values));
        return JsonBodies.of(object);
    }
}
