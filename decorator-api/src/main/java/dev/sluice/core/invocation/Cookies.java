package dev.sluice.core.invocation;

import java.util.Optional;

/** Cookies that a request brings (RFC 6265, 4.2.1). */
public final class Cookies {

    private Cookies() {}

    /** The value of the first one called so. */
    public static Optional<String> value(Headers headers, String name) {
        for (String pair : headers.first("cookie").orElse("").split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }
}
