package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.problem.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the heads of HTTP/2 before anything else does, and answers those that are not written as HTTP has it with a
 * problem: names and values (RFC 9113, 8.2.1), target, length, and a host (8.3.1). What Netty refuses it never sees.
 */
final class StrictHeads extends Http2FrameListenerDecorator {

    private final Http2ConnectionHandler http2;

    private StrictHeads(Http2ConnectionHandler http2, Http2FrameListener listener) {
        super(listener);
        this.http2 = http2;
    }

    static void standBefore(Http2ConnectionHandler http2) {
        Http2FrameListener listener = http2.decoder().frameListener();
        if (!(listener instanceof StrictHeads)) {
            http2.decoder().frameListener(new StrictHeads(http2, listener));
        }
    }

    /** With the first settings Vert.x puts another listener in the place of its first one. */
    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        super.onSettingsRead(context, settings);
        standBefore(http2);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        if (passes(context, stream, headers, end)) {
            super.onHeadersRead(context, stream, headers, padding, end);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        if (passes(context, stream, headers, end)) {
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, end);
        }
    }

    private boolean passes(ChannelHandlerContext context, int stream, Http2Headers headers, boolean end) {
        IllegalArgumentException fault = fault(headers);
        if (fault != null) {
            refuse(context, stream, headers, fault, end);
        }
        return fault == null;
    }

    private static @Nullable IllegalArgumentException fault(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            CharSequence name = field.getKey();
            boolean isPseudo = !name.isEmpty() && name.charAt(0) == ':';
            if (!isPseudo && !HeaderSyntax.isName(name) || !FieldSyntax.isValue(field.getValue())) {
                return new IllegalArgumentException("a header field is not written as HTTP has it");
            }
        }
        CharSequence method = headers.method();
        if (method == null) {
            // Trailers have none, and a request without one is reset by Vert.x.
            return null;
        }
        if (!HeaderSyntax.isName(method) || !isLength(headers.getAll(HttpHeaderNames.CONTENT_LENGTH))) {
            return new IllegalArgumentException("a method or length is not written as HTTP has it");
        }
        if (headers.path() == null || !TargetSyntax.isRight(headers.path())) {
            return new BadTargetException();
        }
        return hasHost(headers) ? null : new BadHostException();
    }

    private static boolean isLength(List<CharSequence> lengths) {
        return lengths.isEmpty()
                || lengths.size() == 1
                        && !lengths.getFirst().isEmpty()
                        && lengths.getFirst().length() <= 18
                        && lengths.getFirst().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean hasHost(Http2Headers headers) {
        List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
        CharSequence authority = headers.authority();
        if (hosts.size() > 1 || authority == null && hosts.isEmpty()) {
            return false;
        }
        return (authority == null || StrictRequestDecoder.isHost(authority.toString()))
                && (hosts.isEmpty()
                        || StrictRequestDecoder.isHost(hosts.getFirst().toString()));
    }

    private void refuse(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            IllegalArgumentException cause,
            boolean end) {
        RefusedRequest refused =
                RefusedRequest.of(cause, BrokenBodies.client(context), text(headers.method()), text(headers.path()));
        StrictRequests.record(refused);
        byte[] body = refused.problem().toBytes();
        Http2Headers answer = new DefaultHttp2Headers()
                .status(Integer.toString(refused.problem().status()))
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.DATE, HttpDate.now())
                .set(
                        AsciiString.of(RefusedRequest.ID_FIELD).toLowerCase(),
                        refused.id().value());
        http2.encoder().writeHeaders(context, stream, answer, 0, false, context.newPromise());
        http2.encoder()
                .writeData(context, stream, Unpooled.wrappedBuffer(body), 0, true, context.newPromise())
                .addListener(sent -> {
                    if (!end) {
                        http2.resetStream(context, stream, Http2Error.NO_ERROR.code(), context.newPromise());
                        context.flush();
                    }
                });
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }
}
