package dev.sluice.runners.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.runners.session.Admission;
import dev.sluice.runners.session.Connection;
import dev.sluice.runners.session.FrameInput;
import dev.sluice.runners.session.Greeting;
import dev.sluice.runners.session.Guest;
import dev.sluice.runners.session.LinkLimits;
import dev.sluice.runners.session.Receiver;
import dev.sluice.runners.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Moves bytes and time between one channel and who receives them. Only for the channel's event loop, but for what is thread-safe. */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection, Admission {

    private static final System.Logger LOG = System.getLogger(NettyConnection.class.getName());

    private final Channel channel;
    private final EventLoop loop;
    private final Door door;
    private final FrameOutput output;
    private final Runnable ring = this::ring;
    private @Nullable ScheduledFuture<?> alarm;
    private long alarmAt;
    private boolean gone;
    private Receiver receiver;

    NettyConnection(Channel channel, Door door, LinkLimits limits, Consumer<LogLine> lines) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.door = door;
        this.output = new FrameOutput(channel);
        this.receiver = new Greeting(this, this, limits, lines);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            int length = bytes.readableBytes();
            FrameInput input = receiver.input();
            bytes.readBytes(input.room(length), input.at(), length);
            receiver = receiver.received(length);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        receiver.batchEnds();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        receiver.roomChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        if (alarm != null) {
            alarm.cancel(false);
        }
        receiver.ended();
        door.left(channel);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (receiver) {
            case Greeting _ ->
                refuse(cause.getCause() instanceof SSLException e ? noTls(e) : String.valueOf(cause.getMessage()));
            case Session session -> {
                if (!(cause instanceof IOException)) {
                    LOG.log(Level.ERROR, "The link to runner " + session.id() + " failed and is cut.", cause);
                }
                channel.close();
            }
        }
    }

    private static String noTls(SSLException e) {
        return "there is no TLS between us, as when it does not trust this gateway's certificate (" + e.getMessage()
                + ")";
    }

    @Override
    public Optional<Guest> admit(String token) {
        return door.admit(channel, token);
    }

    @Override
    public void refuse(String why) {
        door.cut(channel, why);
    }

    @Override
    public void send(Frame frame) {
        output.write(frame);
    }

    @Override
    public boolean isFull() {
        return output.isFull();
    }

    @Override
    public void read(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public boolean isOwnThread() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void wakeAt(long nanoTime) {
        if (gone || alarm != null && alarmAt - nanoTime <= 0) {
            return;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmAt = nanoTime;
        alarm = loop.schedule(ring, Math.max(0, nanoTime - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void ring() {
        alarm = null;
        receiver.timePassed();
    }
}
