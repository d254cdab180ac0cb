package dev.sluice.gateway.upstream;

import dev.sluice.core.function.Backend;
import dev.sluice.gateway.upstream.connections.ConnectionPermit;
import dev.sluice.gateway.upstream.connections.Grant;
import dev.sluice.gateway.upstream.connections.Origin;
import dev.sluice.gateway.upstream.connections.Waiter;
import dev.sluice.gateway.upstream.wire.Connection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * How one call comes to a connection: it waits for a place, and uses what is in it or makes a new one. The place is given back
 * once, also when the call ends while a connection is being made. Only for the call's event loop, but for {@link #granted}.
 */
final class ConnectionLease implements Waiter {

    private final Upstreams upstreams;
    private final Backend.Upstream upstream;
    private final EventLoop loop;
    private final UpstreamCall call;
    private @Nullable ConnectionPermit place;
    private boolean dialling;
    private boolean left;

    ConnectionLease(Upstreams upstreams, Backend.Upstream upstream, EventLoop loop, UpstreamCall call) {
        this.upstreams = upstreams;
        this.upstream = upstream;
        this.loop = loop;
        this.call = call;
    }

    private Origin origin() {
        return Origin.of(upstream.url());
    }

    /** Asks for a connection; the call is told when there is one, maybe at once, or why there is none. */
    void seek() {
        switch (upstreams.pool().take(origin(), loop, !upstream.reuse(), this)) {
            case ConnectionPermit taken -> placed(taken);
            case Grant.Waiting _ -> {}
            case Grant.Full _, Grant.Retired _ -> call.refused(UpstreamFaults.busy(upstream.url()));
        }
    }

    @Override
    public void granted(ConnectionPermit granted) {
        loop.execute(() -> placed(granted));
    }

    private void placed(ConnectionPermit taken) {
        if (left) {
            taken.keep();
            return;
        }
        place = taken;
        taken.connection().ifPresentOrElse(this::useOrReplace, this::renew);
    }

    private void useOrReplace(Connection kept) {
        if (upstream.reuse()) {
            call.connected(kept);
        } else {
            kept.close();
            renew();
        }
    }

    /** Makes a new connection in the place that the call has. */
    void renew() {
        ConnectionPermit in = place;
        if (in == null) {
            throw new IllegalStateException("a call without a place cannot be connected");
        }
        dialling = true;
        Future<Connection> dialled = upstreams.dialler().dial(origin(), loop);
        dialled.addListener(done -> {
            dialling = false;
            if (done.isSuccess()) {
                made(dialled.getNow(), in);
            } else if (left) {
                in.free();
            } else {
                call.refused(UpstreamFaults.unreached(upstream.url(), dialled.cause()));
            }
        });
    }

    private void made(Connection connection, ConnectionPermit in) {
        if (left) {
            connection.close();
            in.free();
        } else {
            in.fill(connection);
            call.connected(connection);
        }
    }

    /** The connection has served the call, and may serve others if {@code reusable}; whether it will. */
    boolean release(boolean reusable) {
        ConnectionPermit had = place;
        place = null;
        boolean kept = reusable && upstream.reuse();
        if (had != null && kept) {
            had.keep();
        } else if (had != null) {
            had.free();
        }
        return kept;
    }

    /** The call is over, and its connection, if it has one, of no use. */
    void leave() {
        left = true;
        upstreams.pool().leave(origin(), this);
        if (!dialling) {
            release(false);
        }
    }
}
