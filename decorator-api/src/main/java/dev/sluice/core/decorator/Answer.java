package dev.sluice.core.decorator;

import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A whole answer in memory.
 *
 * @param status 200 to 599
 * @param body read-only
 */
public record Answer(int status, Headers headers, ByteBuffer body, Headers trailers) {

    /** Throws {@link IllegalArgumentException} for what HTTP cannot carry. */
    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("an answer has a status from 200 to 599, not " + status);
        }
        headers.forEach(Answer::check);
        trailers.forEach(Answer::check);
        body = body.asReadOnlyBuffer();
    }

    /** The array is taken over and must not be changed any more. */
    public static Answer of(int status, Headers headers, byte[] body) {
        return new Answer(status, headers, ByteBuffer.wrap(body), Headers.EMPTY);
    }

    /** The problem as {@code application/problem+json}, with {@code Retry-After} if it says so. */
    public static Answer of(Problem problem) {
        Headers headers = Headers.of("Content-Type", Problem.CONTENT_TYPE);
        return of(
                problem.status(),
                problem.retryAfterHeader()
                        .map(seconds -> headers.plus("Retry-After", seconds))
                        .orElse(headers),
                problem.toBytes());
    }

    /** This with {@code value} as the only one under {@code name}. */
    public Answer with(String name, String value) {
        return with(headers.with(name, value));
    }

    public Answer with(Headers other) {
        return new Answer(status, other, body, trailers);
    }

    public Answer withStatus(int other) {
        return new Answer(other, headers, body, trailers);
    }

    /** This with another body; what the headers say about the length of the old one goes. */
    public Answer withBody(byte[] other) {
        return new Answer(status, headers.without("content-length"), ByteBuffer.wrap(other), trailers);
    }

    /** A copy of the body. */
    public byte[] bytes() {
        byte[] copy = new byte[body.remaining()];
        body.get(body.position(), copy);
        return copy;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private static void check(String name, String value) {
        if (!HeaderSyntax.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a header field");
        }
        if (!HeaderSyntax.isValue(value)) {
            throw new IllegalArgumentException(
                    "the value of the header field " + name + " has a character that HTTP" + " does not allow");
        }
    }
}
