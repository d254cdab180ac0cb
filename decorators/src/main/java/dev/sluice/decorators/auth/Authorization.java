package dev.sluice.decorators.auth;

import dev.sluice.core.invocation.RequestHead;
import java.util.List;
import java.util.Optional;

/** The header field {@code Authorization} (RFC 9110, 11.6.2). */
final class Authorization {

    static final String FIELD = "Authorization";

    private Authorization() {}

    /** What comes after {@code scheme}; empty if there is none, another scheme, or more than one field. */
    static Optional<String> credentials(RequestHead head, String scheme) {
        List<String> fields = head.headers().all(FIELD);
        if (fields.size() != 1) {
            return Optional.empty();
        }
        String field = fields.getFirst().strip();
        boolean such = field.length() > scheme.length()
                && field.regionMatches(true, 0, scheme, 0, scheme.length())
                && field.charAt(scheme.length()) == ' ';
        return such ? Optional.of(field.substring(scheme.length()).strip()) : Optional.empty();
    }

    static RequestHead stripped(RequestHead head) {
        return new RequestHead(
                head.method(), head.path(), head.query(), head.headers().without(FIELD));
    }
}
