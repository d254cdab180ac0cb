package dev.sluice.gateway.egress.redis;

import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.ServerAddress;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.gateway.observe.metrics.EgressMetrics;
import dev.sluice.gateway.upstream.UpstreamSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the connections of one instance that speak RESP2, so many at most, each with connections of its own to the servers, all on one event
 * loop.
 */
public final class RedisProxy {

    /** How many connections one instance may have to one of its ambassadors, and how many at a port may have yet to show its token. */
    public static final int MOST_CONNECTIONS = 64;

    /** How long they may take for that at most. */
    private static final Duration LONGEST_OUTSIDE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final FunctionName function;
    private final Ambassador ambassador;
    private final Sharding sharding;
    private final Greeting greeting;
    private final UpstreamSettings upstreams;
    private final EgressMetrics metrics;
    private final NetServer server;
    private final NetClient client;
    private final Places<RedisSession> places = new Places<>(MOST_CONNECTIONS);

    /**
     * @param upstreams which servers may be reached, and how long that may take
     * @param token what has to be shown before anything else is answered; empty if nobody else reaches it
     */
    public RedisProxy(
            Vertx vertx,
            FunctionName function,
            Ambassador ambassador,
            Ambassador.RedisShards shards,
            UpstreamSettings upstreams,
            Optional<String> token,
            EgressMetrics metrics) {
        this.vertx = vertx;
        this.function = function;
        this.ambassador = ambassador;
        this.sharding = new Sharding(ambassador.name(), shards.servers());
        this.greeting = new Greeting(ambassador.name(), token);
        this.upstreams = upstreams;
        this.metrics = metrics;
        this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
        this.client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) Math.min(
                        upstreams.connectTimeout().toMillis(),
                        ambassador.timeout().toMillis())));
    }

    /** Completes with the port on which it listens; 0 at a socket. */
    public Future<Integer> listen(SocketAddress at) {
        return server.connectHandler(this::connected).listen(at).map(listening -> Math.max(0, server.actualPort()));
    }

    private void connected(NetSocket socket) {
        RedisSession session = new RedisSession(this, socket);
        if (greeting.token().isPresent()) {
            places.waits(session).ifPresent(RedisSession::makeRoom);
            session.begin();
        } else if (enters(session)) {
            session.begin();
        } else {
            socket.exceptionHandler(cause -> {});
            socket.end(full());
        }
    }

    /** Whether there is a place for one that needs to show no token, or has. */
    boolean enters(RedisSession session) {
        return places.enters(session);
    }

    Buffer full() {
        return Resp.error(
                "ERR The ambassador '" + name() + "': max number of clients reached, which is " + MOST_CONNECTIONS);
    }

    Duration longestOutside() {
        return timeout().compareTo(LONGEST_OUTSIDE) < 0 ? timeout() : LONGEST_OUTSIDE;
    }

    /** Ends it and its connections, each on its own event loop; does not block. */
    public void close() {
        server.close();
        client.close();
    }

    Future<NetSocket> connect(ServerAddress to) {
        if (!upstreams.allowed().allow(upstream(to))) {
            return Future.failedFuture("the operator does not allow calls to it");
        }
        // A client that is closed throws, and is to fail.
        return Future.succeededFuture().compose(now -> client.connect(to.port(), to.host()));
    }

    /** A server as the operator's setting means it that says what may be called. */
    public static UpstreamUrl upstream(ServerAddress server) {
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        return new UpstreamUrl(false, host, server.port(), "");
    }

    Vertx vertx() {
        return vertx;
    }

    String name() {
        return ambassador.name();
    }

    Sharding sharding() {
        return sharding;
    }

    Greeting greeting() {
        return greeting;
    }

    Duration timeout() {
        return ambassador.timeout();
    }

    String timeoutText() {
        return DurationText.format(ambassador.timeout());
    }

    void called(ServerAddress to) {
        metrics.called(function, name(), to.toString());
    }

    void failed(ServerAddress to, int commands) {
        for (int i = 0; i < commands; i++) {
            metrics.failed(function, name(), to.toString());
        }
    }

    /** The client has gone: there is room for another. */
    void left(RedisSession session) {
        places.left(session);
    }
}
