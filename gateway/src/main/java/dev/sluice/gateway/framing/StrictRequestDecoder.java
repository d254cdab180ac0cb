package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.HeaderSyntax;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes HTTP/1 requests and refuses those that another HTTP implementation could read otherwise: with both
 * Content-Length and Transfer-Encoding, with a coding other than chunked, or chunked in HTTP/1.0 (RFC 9112, 6.1 and 6.3);
 * without the one valid Host that HTTP/1.1 has (3.2), or of another version (2.3); with a target or fields that are not
 * written as they have to be. Bodies in chunks are read by {@link ChunkedBody}. Nothing that follows what was refused is
 * looked at. Another protocol is never switched to: RFC 9113 has given up {@code Upgrade: h2c}.
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

    private @Nullable ChunkedBody body;
    private boolean isWritten;
    private boolean hasTarget;
    private boolean broken;

    StrictRequestDecoder() {
        super(LIMITS);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        isWritten = HeaderSyntax.isName(initialLine[0]);
        hasTarget = TargetSyntax.isRight(initialLine[1]);
        return new DefaultHttpRequest(
                HttpVersion.valueOf(initialLine[2]),
                HttpMethod.valueOf(initialLine[0]),
                initialLine[1],
                new HeadersMultiMap(FieldSyntax::check));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
        } else if (body == null) {
            int before = out.size();
            super.decode(context, in, out);
            for (int i = before; i < out.size(); i++) {
                stay(out.get(i));
            }
        } else {
            decode(body, in, out);
        }
    }

    /** Also of a request that is refused: whoever asks to switch gets HTTP/1.1. */
    private static void stay(Object part) {
        if (part instanceof HttpRequest request) {
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
    }

    private void decode(ChunkedBody body, ByteBuf in, List<Object> out) {
        try {
            body.read(in, out);
            if (body.isOver()) {
                this.body = null;
                reset();
            }
        } catch (BadChunkException e) {
            broken = true;
            in.skipBytes(in.readableBytes());
            HttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            end.setDecoderResult(DecoderResult.failure(e));
            out.add(end);
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        checkLine();
        checkVersion(message);
        checkHost(message);
        checkFraming(message);
        body = HttpUtil.isTransferEncodingChunked(message) ? new ChunkedBody() : null;
        return super.isContentAlwaysEmpty(message);
    }

    private void checkLine() {
        if (!isWritten) {
            throw new IllegalArgumentException("a request's method is no token");
        }
        if (!hasTarget) {
            throw new BadTargetException();
        }
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
    static boolean isHost(String value) {
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
