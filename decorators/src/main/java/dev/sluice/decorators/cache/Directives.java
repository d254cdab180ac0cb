package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code Cache-Control} says (RFC 9111, 5.2). Directives that are not known do nothing. */
record Directives(Map<String, String> values) {

    private static final Pattern DIRECTIVE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*)))?");

    /** Longer than any answer is kept, and far from any overflow. */
    private static final long MOST_SECONDS = 1L << 31;

    static Directives of(Headers headers) {
        Map<String, String> values = new HashMap<>();
        for (String field : headers.all("cache-control")) {
            Matcher matcher = DIRECTIVE.matcher(field);
            while (matcher.find()) {
                String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                values.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
            }
        }
        return new Directives(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The seconds of a directive; what is no number counts as 0, which is the careful side (RFC 9111, 4.2.1). */
    Optional<Duration> seconds(String name) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        boolean number = value.matches("\\d{1,18}");
        return Optional.of(Duration.ofSeconds(number ? Math.min(MOST_SECONDS, Long.parseLong(value)) : 0));
    }
}
