package dev.sluice.gateway.framing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes an HTTP/1 connection on which no request is under way and none comes whole with its head: whoever sends a head
 * drop by drop, or opens connections and is silent, holds none of them for longer than two {@link #LOOKS}. A request is
 * under way from the end of its head to the end of its answer; how long that takes is bounded elsewhere.
 */
final class HeadPatience extends ChannelDuplexHandler {

    /** How long it is from one look at a connection to the next; the second at which nothing has moved ends it. */
    static final Duration LOOKS = Duration.ofSeconds(60);

    private int underWay;
    private boolean quiet;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lookLater(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            underWay++;
            quiet = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            underWay--;
        }
        context.write(message, promise);
    }

    private void lookLater(ChannelHandlerContext context) {
        context.executor().schedule(() -> look(context), LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (context.isRemoved() || !context.channel().isActive()) {
            return;
        }
        if (quiet && underWay == 0) {
            context.close();
            return;
        }
        quiet = underWay == 0;
        lookLater(context);
    }
}
