package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.AnswerPart.End;
import dev.sluice.gateway.upstream.wire.AnswerPart.Head;
import dev.sluice.gateway.upstream.wire.AnswerPart.Interim;
import dev.sluice.gateway.upstream.wire.AnswerPart.Piece;
import dev.sluice.gateway.upstream.wire.AnswerPart.Stray;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection, which serves one request after the other and none at the same time. Between two it is watched: what comes
 * then belongs to nobody and closes it (RFC 9112, 6.3), and it is read once more before it is used again. What is said
 * to be on its event loop is called nowhere else; {@link #run} brings others there.
 */
public final class Connection extends ChannelInboundHandlerAdapter {

    private final EpollSocketChannel channel;
    private final AnswerDecoder decoder;
    private final StaleCheck lastLook;
    private Duration keptFor;
    private @Nullable Exchange exchange;
    private boolean requestEnded;
    private boolean lasting;
    private volatile boolean hasServed;
    private volatile Runnable closed = () -> {};

    /** {@code keptFor}: how long it is kept without a request, unless the other side says less. */
    public Connection(EpollSocketChannel channel, AnswerDecoder decoder, Duration keptFor) {
        this.channel = channel;
        this.decoder = decoder;
        this.lastLook = new StaleCheck(channel);
        this.keptFor = keptFor;
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** Runs {@code task} on the event loop: at once if this is there, and in the order of the calls if not. */
    public void run(Runnable task) {
        if (loop().inEventLoop()) {
            task.run();
        } else {
            loop().execute(task);
        }
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /** Whether it has served a request before, so that the other side may be about to close it. */
    public boolean hasServed() {
        return hasServed;
    }

    /** How long it may be kept without a request; asked for when it has served one. */
    public Duration keptFor() {
        return keptFor;
    }

    /** {@code task} is run when it is closed, on its event loop; to be set before its first request. */
    public void whenClosed(Runnable task) {
        closed = task;
    }

    public void close() {
        channel.close();
    }

    /**
     * Sends a request, or the beginning of one, which is released. False if the connection turns out to be closed, or if
     * something came while nothing was due: then nothing is sent or told, and it is closed. On its event loop.
     *
     * @param complete nothing of the request is left to send
     */
    public boolean begin(Exchange by, String method, ByteBuf request, boolean complete) {
        if (hasServed && !lastLook.findsNothing() || !channel.isActive()) {
            request.release();
            channel.close();
            return false;
        }
        exchange = by;
        requestEnded = complete;
        decoder.expect(method);
        if (!hasServed) {
            channel.read();
        }
        channel.writeAndFlush(request);
        return true;
    }

    /** Sends more of the request, which is released. On its event loop. */
    public void send(Exchange by, ByteBuf bytes, boolean last) {
        if (exchange != by) {
            bytes.release();
            return;
        }
        requestEnded = last;
        channel.writeAndFlush(bytes);
        if (channel.isWritable()) {
            by.writable();
        }
    }

    /** Reads more of the answer. On its event loop. */
    public void read(Exchange by) {
        if (exchange == by) {
            channel.read();
        }
    }

    /** Closes it in the middle of a request. On its event loop. */
    public void abort(Exchange by) {
        if (exchange == by) {
            exchange = null;
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AnswerPart part) {
            hear(part);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void hear(AnswerPart part) {
        Exchange by = exchange;
        if (by == null) {
            dropped(part);
            return;
        }
        switch (part) {
            case Interim(int status, Headers fields) -> by.interim(status, fields);
            case Head(int status, Headers fields, boolean lasts) -> {
                lasting = lasts;
                ConnectionOptions.keptFor(fields).ifPresent(this::shortenKeptFor);
                by.head(status, fields, lasts);
            }
            case Piece(ByteBuf bytes) -> by.data(bytes);
            case End(Headers trailers, boolean clean) -> ended(by, trailers, clean);
            case Stray _ -> channel.close();
        }
    }

    private void dropped(AnswerPart part) {
        switch (part) {
            case Piece(ByteBuf bytes) -> bytes.release();
            case Stray _ -> channel.close();
            case Interim _, Head _, End _ -> {}
        }
    }

    private void ended(Exchange by, Headers trailers, boolean clean) {
        exchange = null;
        hasServed = true;
        boolean reusable = clean && lasting && requestEnded && channel.isActive();
        if (reusable) {
            // Lets the event loop tell of what comes now.
            channel.read();
        } else {
            channel.close();
        }
        by.end(trailers, reusable);
    }

    /** Some time before the other side closes it. */
    private void shortenKeptFor(Duration there) {
        Duration less = there.multipliedBy(3).dividedBy(4);
        if (less.compareTo(keptFor) < 0) {
            keptFor = less;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.settled();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null && channel.isWritable()) {
            exchange.writable();
        }
    }

    /** The other side says that nothing comes any more. What it closes with may come later. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Exchange by = exchange;
        exchange = null;
        channel.close();
        if (by != null) {
            by.lost(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange by = exchange;
        exchange = null;
        if (by != null) {
            by.lost(new ClosedChannelException());
        }
        closed.run();
    }
}
