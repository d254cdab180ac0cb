package dev.sluice.gateway.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which no request is under way and none comes whole with its head, whatever is spoken on it:
 * whoever sends a head drop by drop, half of HTTP/2's preface, or nothing, holds it until the first look at it, and later
 * for at most two. How long a request may be under way is bounded elsewhere. Stands first in the pipeline, from before
 * the connection is registered to its end, and looks only at the clock.
 */
final class ConnectionPatience extends ChannelInboundHandlerAdapter {

    private final Duration looks;
    private int begunBefore;
    private boolean idleBefore = true;
    private boolean closing;

    /** @param looks from one look at the connection to the next */
    ConnectionPatience(Duration looks) {
        this.looks = looks;
    }

    /** Netty calls it when the connection has its event loop. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lookLater(context);
    }

    private void lookLater(ChannelHandlerContext context) {
        context.executor().schedule(() -> look(context), looks.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (context.isRemoved() || !context.channel().isActive()) {
            return;
        }
        Seen seen = seen(context);
        if (seen.idle() && idleBefore && seen.begun() == begunBefore) {
            close(context);
        }
        idleBefore = seen.idle();
        begunBefore = seen.begun();
        lookLater(context);
    }

    /** The first time HTTP/2 says good-bye, for which a peer that reads nothing can make it wait. */
    private void close(ChannelHandlerContext context) {
        if (closing) {
            context.close();
        } else {
            closing = true;
            context.channel().close();
        }
    }

    /**
     * What there is of requests.
     *
     * @param begun how many there have been; of HTTP/2 the number of the last
     */
    private record Seen(int begun, boolean idle) {}

    private static Seen seen(ChannelHandlerContext context) {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            Http2Connection connection = http2.connection();
            return new Seen(connection.remote().lastStreamCreated(), !isUnderWay(connection));
        }
        RequestCount requests = context.pipeline().get(RequestCount.class);
        return requests == null ? new Seen(0, true) : new Seen(requests.begun(), requests.underWay() == 0);
    }

    /** A stream whose answer has ended is over, whether or not its caller ever ends the request. */
    static boolean isUnderWay(Http2Connection connection) {
        try {
            return connection.forEachActiveStream(stream -> stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL)
                    != null;
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
