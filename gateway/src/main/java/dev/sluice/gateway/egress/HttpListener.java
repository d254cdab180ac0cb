package dev.sluice.gateway.egress;

import dev.sluice.core.function.Ambassador;
import dev.sluice.gateway.framing.StrictRequests;
import dev.sluice.gateway.http.EgressRequests;
import dev.sluice.gateway.http.HttpEntryPoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the HTTP connections of one ambassador, so many at most, on one event loop. */
final class HttpListener implements Opened {

    /** How many connections one instance may have to one of its ambassadors. */
    static final int MOST_CONNECTIONS = 256;

    /** How much longer than for an answer a connection is kept on which nothing comes. */
    private static final int PATIENCE_SECONDS = 60;

    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();

    private HttpListener(Vertx vertx, Ambassador ambassador, EgressRequests requests) {
        this.server = vertx.createHttpServer(HttpEntryPoint.prepare(new HttpServerOptions())
                        .setHttp2ClearTextEnabled(false)
                        .setReadIdleTimeout((int) ambassador.timeout().toSeconds() + PATIENCE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectionHandler(this::bound)
                .requestHandler(requests);
    }

    static Future<Opened> open(Vertx vertx, Ambassador ambassador, SocketAddress at, EgressRequests requests) {
        HttpListener listener = new HttpListener(vertx, ambassador, requests);
        return listener.server.listen(at).map(listening -> {
            StrictRequests.open().isNoEntrance(listener.port());
            return listener;
        });
    }

    private void bound(HttpConnection connection) {
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            connection.close();
        }
    }

    @Override
    public int port() {
        return Math.max(0, server.actualPort());
    }

    @Override
    public void close() {
        server.close();
    }
}
