package dev.sluice.gateway.egress.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.time.Duration;

/**
 * Ends a connection so that its client can read what it was told at last, also if it is still sending: that is taken and dropped for a
 * while. A connection that is closed with bytes that nobody has read is reset, and what was told is lost with it.
 */
final class Farewell {

    /** How long the client may take to read it. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /** How many bytes it may still send. */
    private static final long MOST_DROPPED = 16L * 1024 * 1024;

    private final Vertx vertx;
    private final NetSocket client;
    private long left = MOST_DROPPED;

    Farewell(Vertx vertx, NetSocket client) {
        this.vertx = vertx;
        this.client = client;
    }

    /** All that is to be told was written. {@code sending}: whether the client may still send what nobody reads. */
    void begin(boolean sending) {
        if (sending) {
            client.handler(bytes -> {
                left -= bytes.length();
                if (left < 0) {
                    cut(client);
                }
            });
            client.resume();
        } else {
            client.end();
        }
        vertx.setTimer(LONGEST.toMillis(), nothing -> cut(client));
    }

    /** Vert.x would wait until all is sent, which it never is to somebody who reads no more. */
    static void cut(NetSocket connection) {
        ((NetSocketInternal) connection).channelHandlerContext().close();
    }
}
