package dev.sluice.runner.program.connection;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Writes the head of a request in HTTP/1.1 (RFC 9112, 3 and 5). */
public final class RequestLines {

    private static final String INVOCATION = "Sluice-Invocation";

    /** Fields of one connection, and those that this writes itself. */
    private static final List<String> LEFT_OUT = List.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "content-length",
            "te",
            "trailer",
            "upgrade",
            "expect",
            INVOCATION);

    /** Methods that mean the same when they are sent twice (RFC 9110, 9.2.2). */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

    /** Methods of which nobody expects a length where there is no body (RFC 9110, 8.6). */
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "DELETE", "TRACE", "CONNECT");

    private RequestLines() {}

    /** How the end of a request's body is told. */
    public sealed interface BodyLength {

        record None() implements BodyLength {}

        record Known(long bytes) implements BodyLength {}

        /** In chunks (RFC 9112, 7.1). */
        record Chunked() implements BodyLength {}
    }

    public static boolean isIdempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /** The length that a request's own head tells, if it tells a good one. */
    public static OptionalLong announced(Headers headers) {
        List<String> lengths = headers.all("content-length");
        return lengths.size() == 1 && lengths.getFirst().matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(lengths.getFirst()))
                : OptionalLong.empty();
    }

    /**
     * The bytes of a head.
     *
     * @param invocation the id of the call, which the program is told in a field of its own
     * @param port where the program listens, for requests that name no host
     * @throws BadRequestException if something in the head would break out of its line
     */
    public static byte[] of(RequestHead head, String invocation, int port, BodyLength length)
            throws BadRequestException {
        StringBuilder lines = new StringBuilder(512);
        String target = head.query().isEmpty() ? head.path() : head.path() + "?" + head.query();
        lines.append(word(head.method())).append(' ').append(word(target)).append(" HTTP/1.1\r\n");
        if (head.headers().first("host").isEmpty()) {
            field(lines, "Host", "127.0.0.1:" + port);
        }
        for (int i = 0; i < head.headers().size(); i++) {
            String name = head.headers().name(i);
            if (LEFT_OUT.stream().noneMatch(name::equalsIgnoreCase)) {
                field(lines, name, head.headers().value(i));
            }
        }
        field(lines, INVOCATION, invocation);
        switch (length) {
            case BodyLength.None() -> {
                if (!WITHOUT_BODY.contains(head.method().toUpperCase(Locale.ROOT))) {
                    field(lines, "Content-Length", "0");
                }
            }
            case BodyLength.Known(long bytes) -> field(lines, "Content-Length", Long.toString(bytes));
            case BodyLength.Chunked() -> field(lines, "Transfer-Encoding", "chunked");
        }
        return lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String word(String text) throws BadRequestException {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new BadRequestException("'" + text + "' cannot stand in the first line of a request of HTTP/1.1");
        }
        return text;
    }

    private static void field(StringBuilder lines, String name, String value) throws BadRequestException {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == ':' || c >= 0x7f)) {
            throw new BadRequestException("'" + name + "' is no name of a header");
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new BadRequestException("the header '" + name + "' has a line break");
        }
        lines.append(name).append(": ").append(value).append("\r\n");
    }
}
