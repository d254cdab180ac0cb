package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import java.util.List;
import java.util.Optional;

/** Where the body of an answer ends (RFC 9112, 6.3). What could be read in two ways is refused. */
sealed interface Framing {

    /** There is none. */
    record None() implements Framing {}

    /** After this many bytes, at least 1. */
    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    /** With the connection. */
    record UntilClose() implements Framing {}

    Framing NONE = new None();
    Framing CHUNKED = new Chunked();
    Framing UNTIL_CLOSE = new UntilClose();

    static Framing of(String method, StatusLine line, Headers fields) {
        if (line.isBodiless() || method.equals("HEAD")) {
            return NONE;
        }
        List<String> codings = fields.all("transfer-encoding");
        Optional<String> length = length(fields);
        if (!codings.isEmpty()) {
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new BadAnswerException("its Transfer-Encoding is not 'chunked' alone");
            }
            if (length.isPresent() || !line.lasts()) {
                throw new BadAnswerException("where it ends could be read in two ways");
            }
            return CHUNKED;
        }
        return length.map(Framing::announced).orElse(UNTIL_CLOSE);
    }

    /** Whether an answer that has no body announces one all the same, which may then follow. */
    static boolean announcesBody(Headers fields) {
        return fields.first("transfer-encoding").isPresent()
                || fields.first("content-length")
                        .filter(length -> !length.equals("0"))
                        .isPresent();
    }

    private static Optional<String> length(Headers fields) {
        List<String> lengths = fields.all("content-length");
        if (lengths.size() > 1) {
            throw new BadAnswerException("it has more than one Content-Length");
        }
        return lengths.stream().findFirst();
    }

    private static Framing announced(String length) {
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadAnswerException("its Content-Length '" + length + "' is no length");
        }
        long bytes = Long.parseLong(length);
        return bytes == 0 ? NONE : new Length(bytes);
    }
}
