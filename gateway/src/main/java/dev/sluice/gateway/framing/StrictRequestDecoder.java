package dev.sluice.gateway.framing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/**
 * Decodes HTTP/1 requests and refuses those that another HTTP implementation could read otherwise: with both
 * Content-Length and Transfer-Encoding, with a coding other than chunked, or chunked in HTTP/1.0 (RFC 9112, 6.1 and 6.3);
 * without the one valid Host that HTTP/1.1 has (3.2), or of another version (2.3). Nothing that follows on such a
 * connection is looked at.
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
        checkVersion(message);
        checkHost(message);
        checkFraming(message);
        return super.isContentAlwaysEmpty(message);
    }

    private static void checkVersion(HttpMessage message) {
        if (message.protocolVersion() != HttpVersion.HTTP_1_1 && message.protocolVersion() != HttpVersion.HTTP_1_0) {
            throw new UnknownVersionException();
        }
    }

    private static void checkHost(HttpMessage message) {
        List<String> hosts = message.headers().getAll(HttpHeaderNames.HOST);
        boolean isRight = hosts.isEmpty()
                ? message.protocolVersion() == HttpVersion.HTTP_1_0
                : hosts.size() == 1 && isHost(hosts.getFirst());
        if (!isRight) {
            throw new BadHostException();
        }
    }

    /** An empty one is what a request has whose address has no host. */
    private static boolean isHost(String value) {
        return value.isEmpty() || HostAndPort.parseAuthority(value, -1) != null;
    }

    private static void checkFraming(HttpMessage message) {
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
    }
}
