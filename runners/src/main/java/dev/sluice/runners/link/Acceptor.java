package dev.sluice.runners.link;

import dev.sluice.core.runner.LogLine;
import dev.sluice.runners.session.LinkLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.util.function.Consumer;

/** Accepts connections on event loops, and brings each to its door: what all gates have in common. Thread-safe. */
final class Acceptor {

    /** What waits for a runner that reads slowly, before it is read no more and until it is read again. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoopGroup loops;
    private final LinkLimits limits;
    private final Consumer<LogLine> lines;

    private Acceptor(EventLoopGroup loops, LinkLimits limits, Consumer<LogLine> lines) {
        this.loops = loops;
        this.limits = limits;
        this.lines = lines;
    }

    /** @throws IOException if these are not event loops of epoll; the message says what to do */
    static Acceptor on(EventLoopGroup loops, LinkLimits limits, Consumer<LogLine> lines) throws IOException {
        if (!(loops instanceof EpollEventLoopGroup)) {
            throw new IOException(
                    "Runners are spoken to on event loops of epoll, which Vert.x must use, and it does not. Set"
                            + " quarkus.vertx.prefer-native-transport=true, and run on Linux.");
        }
        return new Acceptor(loops, limits, lines);
    }

    /**
     * What is to be bound to an address.
     *
     * @param backlog how many may wait for being accepted
     * @param first adds what bytes pass before they are frames
     */
    ServerBootstrap at(Door door, Class<? extends ServerChannel> kind, int backlog, Consumer<ChannelPipeline> first) {
        return new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        first.accept(channel.pipeline());
                        channel.pipeline().addLast(new NettyConnection(channel, door, limits, lines));
                        door.welcome(channel);
                    }
                });
    }

    /** Cuts every connection. */
    void close() {
        connections.close().awaitUninterruptibly();
    }
}
