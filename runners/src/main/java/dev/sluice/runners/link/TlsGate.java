package dev.sluice.runners.link;

import dev.sluice.core.function.Digest;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.runners.session.Guest;
import dev.sluice.runners.session.LinkLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One address of TCP with TLS by which all runners come in, each known by its one-time token. A runner trusts the one
 * certificate of this gateway, so it shows its token to nobody else. Its connections are spread over the event loops that also
 * serve HTTP.
 */
public final class TlsGate implements RunnerGate, Door {

    private static final System.Logger LOG = System.getLogger(TlsGate.class.getName());

    /** Enough for a machine full of runners that start at once, each of which takes some milliseconds here. */
    private static final int MAX_WAITING = 256;

    /** Guests by the digest of their token, so that the time of a look-up says nothing of tokens that are valid. */
    private final Map<Digest, Guest> guests = new ConcurrentHashMap<>();

    private final Map<RunnerId, Digest> digests = new ConcurrentHashMap<>();
    private final Strangers strangers = new Strangers(MAX_WAITING);
    private final Complaints complaints = new Complaints(System::nanoTime);
    private final Acceptor acceptor;
    private final Channel listening;
    private final RunnerAddress address;
    private volatile boolean closed;

    private TlsGate(InetSocketAddress at, GatewayCertificate certificate, Acceptor acceptor) throws IOException {
        this.acceptor = acceptor;
        this.listening = bind(at, certificate.server());
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        this.address = new RunnerAddress.Tls(at.getHostString(), port, certificate.file());
    }

    /**
     * Listens there, on any free port if that of {@code at} is 0. May block for some milliseconds.
     *
     * @param at runners connect to it under the same name
     * @param loops epoll event loops, as Vert.x has them with native transport
     * @param lines takes what functions print, on an event loop: it must not block
     * @throws IOException if nobody can listen there; the message says why and what to do
     */
    public static TlsGate open(
            InetSocketAddress at,
            GatewayCertificate certificate,
            EventLoopGroup loops,
            LinkLimits limits,
            Consumer<LogLine> lines)
            throws IOException {
        return new TlsGate(at, certificate, Acceptor.on(loops, limits, lines));
    }

    private Channel bind(InetSocketAddress at, SslContext tls) throws IOException {
        ServerBootstrap bootstrap = acceptor.at(
                        this,
                        EpollServerSocketChannel.class,
                        MAX_WAITING,
                        pipeline -> pipeline.addLast(
                                tls.newHandler(pipeline.channel().alloc())))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        var bound = bootstrap.bind(at);
        if (!bound.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "Runners cannot be waited for at " + at.getHostString() + ":" + at.getPort() + ": "
                            + bound.cause().getMessage() + ". Set sluice.runner-link.host to an address of this machine"
                            + " and sluice.runner-link.port to a port that is free, or to 0 for any.",
                    bound.cause());
        }
        return bound.channel();
    }

    @Override
    public Entrance expect(RunnerId id, String token) throws IOException {
        if (closed) {
            throw new IOException("the gateway is shutting down");
        }
        Guest guest = Guest.of(id);
        Digest digest = digest(token);
        if (digests.putIfAbsent(id, digest) != null) {
            throw new IllegalStateException("runner " + id + " is expected already");
        }
        guests.put(digest, guest);
        if (closed) {
            forget(id);
        }
        return new Entrance(address, guest.link());
    }

    private static Digest digest(String token) {
        return Digest.of(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "TLS at " + address;
    }

    @Override
    public void forget(RunnerId id) {
        Digest digest = digests.remove(id);
        Guest guest = digest == null ? null : guests.remove(digest);
        if (guest != null) {
            guest.forget();
        }
    }

    @Override
    public void welcome(Channel channel) {
        strangers.welcome(channel, this);
    }

    @Override
    public Optional<Guest> admit(Channel channel, String token) {
        if (!strangers.remove(channel)) {
            return Optional.empty();
        }
        Optional<Guest> guest = Optional.ofNullable(guests.remove(digest(token)));
        guest.ifPresent(known -> digests.remove(known.id()));
        return guest;
    }

    @Override
    public void left(Channel channel) {
        strangers.remove(channel);
    }

    @Override
    public void cut(Channel channel, String why) {
        if (complaints.mayTell()) {
            LOG.log(
                    Level.WARNING,
                    "A connection from {0} to where runners come in was cut: {1}.",
                    channel.remoteAddress(),
                    why);
        }
        strangers.remove(channel);
        channel.close();
    }

    @Override
    public void close() {
        closed = true;
        listening.close().awaitUninterruptibly();
        strangers.close();
        List.copyOf(digests.keySet()).forEach(this::forget);
        acceptor.close();
    }
}
