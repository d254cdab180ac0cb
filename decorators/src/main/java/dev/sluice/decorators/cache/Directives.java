package dev.sluice.decorators.cache;

import dev.sluice.core.http.DeltaSeconds;
import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code Cache-Control} says (RFC 9111, 5.2). Directives that are not known do nothing. */
record Directives(Map<String, String> values) {

    static Directives of(Headers headers) {
        Map<String, String> values = new HashMap<>();
        for (String field : headers.all("cache-control")) {
            int start = 0;
            while (start <= field.length()) {
                int end = end(field, start);
                directive(field.substring(start, end).strip(), values);
                start = end + 1;
            }
        }
        return new Directives(values);
    }

    /** Of two of one name the first counts (RFC 9111, 4.2.1). */
    private static void directive(String text, Map<String, String> values) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        if (!name.isEmpty()) {
            values.putIfAbsent(name, quoted ? value.substring(1, value.length() - 1) : value);
        }
    }

    /** The next comma that is not in quotes. */
    private static int end(String field, int start) {
        boolean quoted = false;
        for (int i = start; i < field.length(); i++) {
            char letter = field.charAt(i);
            if (letter == '"') {
                quoted = !quoted;
            } else if (letter == '\\' && quoted) {
                i++;
            } else if (letter == ',' && !quoted) {
                return i;
            }
        }
        return field.length();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The seconds of a directive; what is no number counts as 0, which is the careful side (RFC 9111, 4.2.1). */
    Optional<Duration> seconds(String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> DeltaSeconds.parse(value).orElse(Duration.ZERO));
    }

    /**
     * Whether a request takes an answer that has been stale for {@code staleness}, where the answer allows that. One that
     * asks for a fresh one does not.
     */
    boolean takeStale(Duration staleness) {
        boolean limited =
                has("max-stale") && !values.getOrDefault("max-stale", "").isEmpty();
        return !has("no-cache")
                && !has("max-age")
                && !has("min-fresh")
                && (!limited || seconds("max-stale").orElse(Duration.ZERO).compareTo(staleness) >= 0);
    }
}
