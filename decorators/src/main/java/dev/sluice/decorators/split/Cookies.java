package dev.sluice.decorators.split;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import java.util.Optional;

/** The cookie that says where a caller was sent (RFC 6265). */
final class Cookies {

    private Cookies() {}

    static Optional<String> value(Headers headers, String name) {
        for (String pair : headers.first("cookie").orElse("").split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    static String set(Sticky.Cookie cookie, String target, FunctionName function, boolean secure) {
        return cookie.name() + "=" + target + "; Path=" + function.path() + "; Max-Age=" + cookie.days() * 86_400
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
