package dev.sluice.gateway.upstream.connections;

import dev.sluice.gateway.upstream.wire.AnswerDecoder;
import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes connections. Thread-safe. */
public final class Dialler implements AutoCloseable {

    /** How long a connection is kept without a call, if its upstream does not say less. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(60);

    private final Duration connectTimeout;
    private final ClientTls tls;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    /** Made when it is first needed: it reads how this machine finds names. Guarded by this. */
    private @Nullable DnsAddressResolverGroup names;

    /** Trusts the JDK's authorities. */
    public Dialler(Duration connectTimeout) {
        this(connectTimeout, new ClientTls(SslContextBuilder::forClient));
    }

    Dialler(Duration connectTimeout, ClientTls tls) {
        this.connectTimeout = connectTimeout;
        this.tls = tls;
    }

    /** A connection on {@code loop}, an epoll one, ready for its first request; told there. */
    public Future<Connection> dial(Origin origin, EventLoop loop) {
        Promise<Connection> made = loop.newPromise();
        if (origin.tls()) {
            tls.context().whenComplete((context, failure) -> {
                if (failure == null) {
                    dial(origin, loop, Optional.of(context), made);
                } else {
                    made.tryFailure(failure);
                }
            });
        } else {
            dial(origin, loop, Optional.empty(), made);
        }
        return made;
    }

    private void dial(Origin origin, EventLoop loop, Optional<SslContext> context, Promise<Connection> made) {
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .resolver(names())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                // An upstream that reads no more may have answered: what it said is still there to be read.
                .option(ChannelOption.AUTO_CLOSE, false)
                .handler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel channel) {
                        open.add(channel);
                        context.ifPresent(ssl -> channel.pipeline()
                                .addLast(ssl.newHandler(channel.alloc(), origin.host(), origin.port())));
                        AnswerDecoder decoder = new AnswerDecoder();
                        channel.pipeline().addLast(decoder, new Connection(channel, decoder, KEPT_FOR));
                    }
                })
                .connect(InetSocketAddress.createUnresolved(origin.host(), origin.port()));
        connected.addListener(done -> {
            if (done.isSuccess()) {
                connected(connected.channel(), made);
            } else {
                made.tryFailure(done.cause());
            }
        });
    }

    private static void connected(Channel channel, Promise<Connection> made) {
        Connection connection = channel.pipeline().get(Connection.class);
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl == null) {
            made.trySuccess(connection);
            return;
        }
        ssl.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                made.trySuccess(connection);
            } else {
                channel.close();
                made.tryFailure(shaken.cause());
            }
        });
    }

    private synchronized DnsAddressResolverGroup names() {
        DnsAddressResolverGroup known = names;
        if (known == null) {
            known = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                    .datagramChannelType(EpollDatagramChannel.class)
                    .socketChannelType(EpollSocketChannel.class));
            names = known;
        }
        return known;
    }

    /** Cuts all connections. */
    @Override
    public synchronized void close() {
        open.close();
        if (names != null) {
            names.close();
        }
    }
}
