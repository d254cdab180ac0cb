package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Headers;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who calls, as {@link PlatformHeaders#SUBJECT} tells it: percent-encoded UTF-8 (RFC 3986, 2.1), since a header field has
 * visible ASCII only on its way to functions in all languages and to upstreams. Names of visible ASCII without {@code %}
 * stand for themselves.
 */
public final class Subject {

    private Subject() {}

    /** The name as the header field has it. */
    public static String encoded(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7F && b != '%') {
                text.append((char) b);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return text.toString();
    }

    /** The name that a header field tells; empty if it is not encoded as it must be. */
    public static Optional<String> decoded(String field) {
        if (!field.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = URLDecoder.decode(field.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Who calls; empty if nobody found out. */
    public static Optional<String> of(Headers request) {
        return request.first(PlatformHeaders.SUBJECT).flatMap(Subject::decoded).filter(name -> !name.isEmpty());
    }
}
