package dev.sluice.gateway.egress;

import dev.sluice.gateway.egress.redis.RedisProxy;
import dev.sluice.gateway.framing.StrictRequests;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;

/**
 * A Redis proxy that listens.
 *
 * @param port 0 at a socket
 */
record RedisListener(RedisProxy proxy, int port) implements Opened {

    static Future<Opened> open(RedisProxy proxy, SocketAddress at) {
        return proxy.listen(at).map(port -> {
            if (port > 0) {
                StrictRequests.open().isNoHttp(port);
            }
            return new RedisListener(proxy, port);
        });
    }

    @Override
    public void close() {
        proxy.close();
        StrictRequests.open().isClosed(port);
    }
}
