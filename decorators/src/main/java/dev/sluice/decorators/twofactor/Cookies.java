package dev.sluice.decorators.twofactor;

import dev.sluice.core.invocation.Headers;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cookies in a request (RFC 6265, 4.2.1). */
final class Cookies {

    private Cookies() {}

    static Optional<String> get(Headers headers, String name) {
        return headers.all("Cookie").stream()
                .flatMap(Cookies::pairs)
                .filter(pair -> isCalled(name, pair))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /** The headers without that cookie; the very same object if it is not there. */
    static Headers without(Headers headers, String name) {
        if (get(headers, name).isEmpty()) {
            return headers;
        }
        String others = headers.all("Cookie").stream()
                .flatMap(Cookies::pairs)
                .filter(pair -> !isCalled(name, pair))
                .collect(Collectors.joining("; "));
        return others.isEmpty() ? headers.without("Cookie") : headers.with("Cookie", others);
    }

    private static Stream<String> pairs(String cookie) {
        return Stream.of(cookie.split(";")).map(String::strip).filter(pair -> !pair.isEmpty());
    }

    private static boolean isCalled(String name, String pair) {
        return pair.startsWith(name) && pair.startsWith("=", name.length());
    }
}
