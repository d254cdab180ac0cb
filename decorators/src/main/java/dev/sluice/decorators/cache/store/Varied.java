package dev.sluice.decorators.cache.store;

import dev.sluice.core.invocation.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A field that an answer was chosen by, and what the request had there.
 *
 * @param name in lower case
 */
public record Varied(String name, String value) {

    /** What {@code Vary} of the answer names, as the request has it; not to be asked for {@code *}. */
    public static List<Varied> of(Headers answer, Headers request) {
        List<Varied> varied = new ArrayList<>();
        for (String field : answer.all("vary")) {
            for (String name : field.split(",")) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                if (!lower.isEmpty()) {
                    varied.add(new Varied(lower, value(request, lower)));
                }
            }
        }
        return varied;
    }

    /** All that a request says under a name: the same for several fields and for a list in one (RFC 9111, 4.1). */
    public static String value(Headers request, String name) {
        return request.all(name).stream()
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .map(String::strip)
                .collect(Collectors.joining(","));
    }

    boolean matches(Headers request) {
        return value.equals(value(request, name));
    }

    /** What it takes of memory, in bytes. */
    public int weight() {
        return 2 * (name.length() + value.length());
    }
}
