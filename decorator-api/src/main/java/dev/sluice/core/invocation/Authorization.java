package dev.sluice.core.invocation;

import java.util.List;
import java.util.Optional;

/** The header field {@code Authorization} (RFC 9110, 11.6.2). */
public final class Authorization {

    public static final String FIELD = "Authorization";

    private static final String BEARER = "Bearer";

    private Authorization() {}

    /** The bearer token in a value (RFC 6750); empty if it is of another scheme. */
    public static Optional<String> bearer(String value) {
        return credentials(value, BEARER);
    }

    /** What comes after {@code scheme} in a request; empty if there is none, another scheme, or more than one such field. */
    public static Optional<String> credentials(RequestHead head, String scheme) {
        List<String> fields = head.headers().all(FIELD);
        return fields.size() == 1 ? credentials(fields.getFirst(), scheme) : Optional.empty();
    }

    /** What a value has behind {@code scheme}, which is compared without case; empty if it is of another one. */
    private static Optional<String> credentials(String value, String scheme) {
        String field = value.strip();
        boolean such = field.length() > scheme.length()
                && field.regionMatches(true, 0, scheme, 0, scheme.length())
                && field.charAt(scheme.length()) == ' ';
        return such ? Optional.of(field.substring(scheme.length()).strip()) : Optional.empty();
    }
}
