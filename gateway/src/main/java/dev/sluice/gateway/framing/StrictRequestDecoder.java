package dev.sluice.gateway.framing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Decodes HTTP/1 requests and refuses those whose framing another HTTP implementation could read otherwise (RFC 9112,
 * 6.1 and 6.3): with both Content-Length and Transfer-Encoding, with a coding other than chunked, or chunked in HTTP/1.0.
 * Nothing that follows on such a connection is looked at.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    /** What a request line may have. */
    public static final int MAX_LINE_BYTES = 16 * 1024;

    /** Beyond what the door's own limits allow, so that the door can answer with a sentence as a rule. */
    public static final int MAX_HEADER_BYTES = 128 * 1024;

    private static final HttpServerOptions LIMITS = new HttpServerOptions()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(16 * 1024);

    StrictRequestDecoder() {
        super(LIMITS);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            boolean chunkedOnce =
                    codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
            if (!chunkedOnce
                    || message.protocolVersion() != HttpVersion.HTTP_1_1
                    || message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
                throw new AmbiguousFramingException();
            }
        }
        return super.isContentAlwaysEmpty(message);
    }
}
