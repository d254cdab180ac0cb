package dev.sluice.runners.link;

import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.LogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Waits for the hello of a new connection, and cuts it unless one with a valid token comes in time. */
final class Greeting extends ChannelInboundHandlerAdapter {

    /** What a hello may have behind its length field: a token, a runtime's name, two numbers. */
    static final int MAX_HELLO_BYTES = 512;

    private final Door door;
    private final LinkLimits limits;
    private final Consumer<LogLine> lines;
    private final FrameInput input = new FrameInput(MAX_HELLO_BYTES);
    private Frame.@Nullable Hello hello;
    private @Nullable ScheduledFuture<?> patience;

    Greeting(Door door, LinkLimits limits, Consumer<LogLine> lines) {
        this.door = door;
        this.limits = limits;
        this.lines = lines;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        patience = context.executor()
                .schedule(
                        () -> cut(context, "it did not say hello in time"),
                        limits.hello().toNanos(),
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
        door.left(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        cut(context, cause.getCause() instanceof SSLException e ? noTls(e) : String.valueOf(cause.getMessage()));
    }

    private static String noTls(SSLException e) {
        return "there is no TLS between us, as when it does not trust this gateway's certificate (" + e.getMessage()
                + ")";
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
        Optional<Guest> admitted = door.admit(context.channel(), said.token());
        if (admitted.isEmpty()) {
            cut(context, "its token is not valid");
            return;
        }
        Guest guest = admitted.get();
        stopWaiting();
        Link link = new Link(guest.id(), context.channel(), input, Feature.known(said.features()), limits, lines);
        context.pipeline().replace(this, "link", link);
        if (!guest.link().complete(link)) {
            link.close();
        }
        // What came behind the hello. Not from the head of the pipeline: that would go through TLS, which is just at
        // work.
        link.channelRead(context.pipeline().context(link), Unpooled.EMPTY_BUFFER);
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
        }
    }

    private void cut(ChannelHandlerContext context, String why) {
        door.cut(context.channel(), why);
    }
}
