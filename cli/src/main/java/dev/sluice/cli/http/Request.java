package dev.sluice.cli.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One call.
 *
 * @param target path and query, already encoded, starting with {@code /}
 * @param patience how long to wait for each piece of the answer; zero waits for ever
 */
public record Request(String method, String target, List<Header> headers, Body body, Duration patience) {

    /** Long enough for a version to be specialised at an upload. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    public Request {
        headers = List.copyOf(headers);
        if (method.isEmpty() || !method.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("'" + method + "' is no HTTP method");
        }
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "'" + target + "' is no path: it starts with / and has blanks and special letters encoded, as %20");
        }
    }

    public static Request get(String target) {
        return of("GET", target, Body.NONE);
    }

    public static Request of(String method, String target, Body body) {
        return new Request(method, target, List.of(), body, PATIENCE);
    }

    public Request with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Request(method, target, more, body, patience);
    }

    /** The same below another path, which starts with {@code /}. */
    public Request below(String path) {
        return new Request(method, path + target, headers, body, patience);
    }

    public Request waiting(Duration longest) {
        return new Request(method, target, headers, body, longest);
    }

    boolean has(String name) {
        return headers.stream().anyMatch(header -> header.is(name));
    }
}
