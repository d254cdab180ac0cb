package dev.sluice.runners.link;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for the hello of a new connection, and cuts it unless one with a valid token comes in time. */
final class Greeting extends ChannelInboundHandlerAdapter {

    /** What a hello may have behind its length field: a token, a runtime's name, two numbers. */
    static final int MAX_HELLO_BYTES = 512;

    private final UnixGate gate;
    private final Entry entry;
    private final FrameInput input = new FrameInput(MAX_HELLO_BYTES);
    private Frame.@Nullable Hello hello;
    private @Nullable ScheduledFuture<?> patience;

    Greeting(UnixGate gate, Entry entry) {
        this.gate = gate;
        this.entry = entry;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        patience = context.executor()
                .schedule(
                        () -> cut(context, "it did not say hello in time"),
                        gate.limits().hello().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            input.read(bytes, this::take);
            if (hello != null) {
                answer(context, hello);
            }
        } catch (ProtocolException e) {
            cut(context, e.getMessage());
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        entry.left(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        cut(context, String.valueOf(cause.getMessage()));
    }

    private boolean take(Frame frame) {
        if (!(frame instanceof Frame.Hello first)) {
            throw new ProtocolException("its first frame is no HELLO");
        }
        hello = first;
        input.allowAll();
        return false;
    }

    private void answer(ChannelHandlerContext context, Frame.Hello said) {
        if (said.oldest() > Protocol.VERSION || said.newest() < Protocol.VERSION) {
            cut(
                    context,
                    "it speaks protocol " + said.oldest() + " to " + said.newest() + " where " + Protocol.VERSION
                            + " is spoken");
            return;
        }
        if (!entry.admit(context.channel(), said.token())) {
            cut(context, "its token is not valid");
            return;
        }
        stopWaiting();
        List<Feature> features = Feature.known(said.features());
        Link link = new Link(entry.id(), context.channel(), input, features, gate.limits(), gate.lines());
        context.pipeline().replace(this, "link", link);
        gate.cameIn(entry);
        if (!entry.link().complete(link)) {
            link.close();
        }
        context.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
        }
    }

    private void cut(ChannelHandlerContext context, String why) {
        entry.cut(context.channel(), why);
    }
}
