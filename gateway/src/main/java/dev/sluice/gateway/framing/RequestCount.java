package dev.sluice.gateway.framing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Counts the requests of an HTTP/1 connection. One is under way from the end of its head to the end of its answer. Only
 * for the connection's event loop.
 */
final class RequestCount extends ChannelDuplexHandler {

    private int begun;
    private int underWay;
    private boolean answering;

    int begun() {
        return begun;
    }

    int underWay() {
        return underWay;
    }

    /** Whether the head of an answer was sent whose end was not. */
    boolean isAnswering() {
        return answering;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            begun++;
            underWay++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof HttpResponse && !interim) {
            answering = true;
        }
        if (message instanceof LastHttpContent && !interim) {
            answering = false;
            underWay--;
        }
        context.write(message, promise);
    }
}
