package dev.sluice.gateway.framing;

import dev.sluice.core.problem.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * Ends an HTTP/1 connection on which a body breaks off in what is no chunk, with a problem where no answer has begun.
 * Vert.x, which knows only to cut the connection, is not told of it but by that: its call is cancelled.
 */
final class BrokenBodies extends ChannelInboundHandlerAdapter {

    private final RequestCount requests;
    private String method = "";
    private String target = "";

    BrokenBodies(RequestCount requests) {
        this.requests = requests;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            method = request.method().name();
            target = request.uri();
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(content);
            refuse(context, content.decoderResult().cause());
            return;
        }
        context.fireChannelRead(message);
    }

    private void refuse(ChannelHandlerContext context, Throwable cause) {
        RefusedRequest refused = RefusedRequest.of(cause, client(context), method, target);
        StrictRequests.record(refused);
        if (requests.underWay() == 1 && !requests.isAnswering()) {
            context.writeAndFlush(answer(refused)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }

    private static FullHttpResponse answer(RefusedRequest refused) {
        byte[] body = refused.problem().toBytes();
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refused.problem().status()),
                Unpooled.wrappedBuffer(body));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.DATE, HttpDate.now())
                .set(RefusedRequest.ID_FIELD, refused.id().value())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }

    static String client(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "";
    }
}
