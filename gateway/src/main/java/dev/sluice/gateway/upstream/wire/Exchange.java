package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import io.netty.buffer.ByteBuf;

/**
 * What one request hears from its connection, on the event loop of that. Either {@link #end} or {@link #lost} is the last,
 * and nothing is told of a connection that {@link Connection#abort} was called for.
 */
public interface Exchange {

    /** An answer before the answer (RFC 9110, 15.2). */
    void interim(int status, Headers fields);

    /** The answer begins; {@code lasting}: its connection may serve other requests afterwards. */
    void head(int status, Headers fields, boolean lasting);

    /** A piece of the body, at most 64 KiB; to be released. */
    void data(ByteBuf bytes);

    /** The answer is complete; {@code reusable}: the connection is open, and nobody's any more. If not, it is closed. */
    void end(Headers trailers, boolean reusable);

    /** The connection is of no use any more, before the end of the answer. */
    void lost(Throwable cause);

    /** What was sent is on its way, and more can be taken. */
    void writable();

    /** What was read at one go has been told; more comes after {@link Connection#read}. */
    void settled();
}
