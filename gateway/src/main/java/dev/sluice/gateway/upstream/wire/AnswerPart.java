package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import io.netty.buffer.ByteBuf;

/** What {@link AnswerDecoder} makes of the bytes: any number of Interim, one Head, any number of Piece, one End. */
sealed interface AnswerPart {

    /** An answer before the answer (RFC 9110, 15.2). */
    record Interim(int status, Headers fields) implements AnswerPart {}

    /** {@code lasting}: the connection may serve other calls when the answer has ended. */
    record Head(int status, Headers fields, boolean lasting) implements AnswerPart {}

    /** A piece of the body, which whoever gets it releases. */
    record Piece(ByteBuf bytes) implements AnswerPart {}

    /** {@code clean}: nothing came behind it. */
    record End(Headers trailers, boolean clean) implements AnswerPart {}

    /** Bytes that nobody asked for: they came when no answer was due. */
    record Stray() implements AnswerPart {}
}
