package dev.sluice.gateway.upstream.connections;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The places for connections, for each origin as many as the next. Thread-safe; what nobody uses is forgotten. */
public final class ConnectionPool {

    private final int maxConnections;
    private final int maxWaiting;
    private final ConcurrentMap<Origin, OriginPool> pools = new ConcurrentHashMap<>();

    /**
     * @param maxConnections to one origin
     * @param maxWaiting for a connection to one origin
     */
    public ConnectionPool(int maxConnections, int maxWaiting) {
        this.maxConnections = maxConnections;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Asks for a place: with a connection that was used before, of {@code loop} if there is one, or without one.
     *
     * @param fresh a place without a connection is wanted; one that comes with a connection all the same is to have another
     */
    public Grant take(Origin origin, EventLoop loop, boolean fresh, Waiter waiter) {
        Grant grant = Grant.RETIRED;
        while (grant instanceof Grant.Retired) {
            grant = pools.computeIfAbsent(origin, this::make).take(loop, fresh, waiter);
        }
        return grant;
    }

    private OriginPool make(Origin origin) {
        return new OriginPool(maxConnections, maxWaiting, unused -> pools.remove(origin, unused));
    }

    /** Whether it was waiting for a connection to {@code origin}, and does not any more. */
    public boolean leave(Origin origin, Waiter waiter) {
        OriginPool pool = pools.get(origin);
        return pool != null && pool.leave(waiter);
    }

    /** The origins that anybody is connected to. */
    int origins() {
        return pools.size();
    }
}
