package dev.sluice.runner.program.connection;

import dev.sluice.core.invocation.Headers;

/**
 * What comes before the body of an answer.
 *
 * @param headers without those of one connection
 * @param framing how the end of the body is told
 * @param keepsConnection whether the connection may carry another request afterwards
 */
public record AnswerHead(int status, Headers headers, Framing framing, boolean keepsConnection) {

    /** How the end of an answer's body is told (RFC 9112, 6.3). */
    public sealed interface Framing {

        record NoBody() implements Framing {}

        record Length(long bytes) implements Framing {}

        record Chunked() implements Framing {}

        /** By the end of the connection. */
        record UntilClose() implements Framing {}
    }
}
