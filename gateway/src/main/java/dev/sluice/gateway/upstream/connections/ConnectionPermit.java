package dev.sluice.gateway.upstream.connections;

import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leave to have one connection to an origin, and that connection, if there is one. It belongs to one call from when it is granted
 * until it is given back, by {@link #keep} or {@link #free}; or to the pool.
 */
public final class ConnectionPermit implements Grant {

    private final OriginPool pool;

    /** Changed by whoever has the place; handed on under the pool's lock. */
    private @Nullable Connection connection;

    /** Like all below. */
    private long idleSince;

    private boolean watched;

    ConnectionPermit(OriginPool pool) {
        this.pool = pool;
    }

    public Optional<Connection> connection() {
        return Optional.ofNullable(connection);
    }

    /** It has this connection from now on, in the place of another if there was one. */
    public void fill(Connection made) {
        connection = made;
        watched = false;
        made.whenClosed(() -> pool.closed(this, made));
    }

    /** Its connection is to serve others. */
    public void keep() {
        pool.keep(this);
    }

    /** It has no connection any more, and whoever waits may make one. */
    public void free() {
        pool.free(this);
    }

    boolean hasOpen() {
        return connection != null && connection.isOpen();
    }

    boolean has(Connection one) {
        return connection == one;
    }

    boolean isOn(EventLoop loop) {
        return connection != null && connection.loop() == loop;
    }

    void empty() {
        connection = null;
    }

    /** The connection begins to wait for a call. Under the pool's lock. */
    void rest() {
        idleSince = System.nanoTime();
        if (!watched && connection != null) {
            watched = true;
            lookLater(connection, connection.keptFor().toNanos());
        }
    }

    /** One look for each time that a connection may be idle, not one for each call. */
    private void lookLater(Connection watchedOne, long nanos) {
        watchedOne.loop().schedule(() -> look(watchedOne), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(Connection watchedOne) {
        long most = watchedOne.keptFor().toNanos();
        long idle;
        synchronized (pool) {
            if (connection != watchedOne || !watchedOne.isOpen()) {
                return;
            }
            idle = pool.rests(this) ? System.nanoTime() - idleSince : 0;
        }
        if (idle >= most && pool.evict(this)) {
            watchedOne.close();
        } else {
            lookLater(watchedOne, Math.max(most - idle, TimeUnit.MILLISECONDS.toNanos(1)));
        }
    }
}
