package dev.sluice.gateway.link;

import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.gateway.framing.StrictRequests;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The Unix domain socket that runners connect to. Its connections are spread over the event loops that also serve HTTP,
 * so that a call whose two ends meet on one loop never leaves its thread.
 */
public final class UnixGate implements RunnerGate, AutoCloseable {

    private static final int MAX_UNGREETED = 512;

    private final Guests guests = new Guests();
    private final AtomicInteger ungreeted = new AtomicInteger();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final LinkLimits limits;
    private final Consumer<LogLine> lines;
    private final SocketFolder folder;
    private final Channel listening;

    private UnixGate(SocketFolder folder, EventLoopGroup loops, LinkLimits limits, Consumer<LogLine> lines)
            throws IOException {
        this.limits = limits;
        this.lines = lines;
        this.folder = folder;
        this.listening = bind(loops);
        Files.setPosixFilePermissions(folder.socket(), PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Starts to listen in {@code folder}, which is made if need be and closed to other users; if its path is too long
     * for a socket, in a private folder under the one for temporary files. May block for some milliseconds.
     *
     * @param loops epoll event loops, as Vert.x has them with native transport
     * @param lines takes what functions print, on an event loop: it must not block
     * @throws IOException if it cannot listen; the message says why and what to do
     */
    public static UnixGate open(Path folder, EventLoopGroup loops, LinkLimits limits, Consumer<LogLine> lines)
            throws IOException {
        if (!(loops instanceof EpollEventLoopGroup)) {
            throw new IOException(
                    "Runners are spoken to over Unix domain sockets, for which Vert.x must use epoll, and it"
                            + " does not. Set quarkus.vertx.prefer-native-transport=true, and run on Linux.");
        }
        // This is the first server that the gateway binds, and Netty looks for extensions only then.
        StrictRequests.enable();
        SocketFolder place = SocketFolder.prepare(folder, Path.of(System.getProperty("java.io.tmpdir")));
        return new UnixGate(place, loops, limits, lines);
    }

    private Channel bind(EventLoopGroup loops) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerDomainSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        welcome(channel);
                    }
                });
        var bound = bootstrap.bind(new DomainSocketAddress(folder.socket().toString()));
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "Cannot listen on " + folder.socket() + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private void welcome(Channel channel) {
        if (ungreeted.incrementAndGet() > MAX_UNGREETED) {
            ungreeted.decrementAndGet();
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline().addLast(new Greeting(this));
    }

    @Override
    public CompletionStage<RunnerLink> expect(RunnerId id, String token) {
        return guests.expect(id, token);
    }

    @Override
    public void forget(RunnerId id) {
        guests.forget(id);
    }

    @Override
    public Path socket() {
        return folder.socket();
    }

    /** Cuts every connection, forgets whom it waits for and removes the socket. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        guests.close();
        connections.close().awaitUninterruptibly();
        try {
            folder.remove();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the socket for runners", e);
        }
    }

    Guests guests() {
        return guests;
    }

    LinkLimits limits() {
        return limits;
    }

    Consumer<LogLine> lines() {
        return lines;
    }

    void greeted() {
        ungreeted.decrementAndGet();
    }
}
