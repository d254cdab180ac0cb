package dev.sluice.gateway.upstream;

import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Terms;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.RunBudget;
import dev.sluice.gateway.upstream.connections.ConnectionPool;
import dev.sluice.gateway.upstream.connections.Dialler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.time.Duration;
import java.util.function.Function;

/**
 * Calls HTTP APIs on the event loops, over connections that are used again. Certificates are checked against the JDK's
 * authorities and the name of the host; redirects are the caller's business. Thread-safe.
 */
public final class Upstreams implements AutoCloseable {

    private final EventLoops loops;
    private final UpstreamSettings settings;
    private final CallChains chains;
    private final ConnectionPool pool;
    private final Dialler dialler;

    /** {@code loops}: epoll event loops, as Vert.x has them with native transport. */
    public Upstreams(EventLoopGroup loops, UpstreamSettings settings, CallChains chains) {
        if (!(loops instanceof EpollEventLoopGroup)) {
            throw new IllegalArgumentException("upstreams are called on epoll event loops, and these are of "
                    + loops.getClass().getName());
        }
        this.loops = new EventLoops(loops);
        this.settings = settings;
        this.chains = chains;
        this.pool = new ConnectionPool(settings.maxConnections(), settings.maxWaiting());
        this.dialler = new Dialler(settings.connectTimeout());
    }

    /** The invoker of a version that has this upstream. */
    public Invoker of(FunctionVersion version, Backend.Upstream upstream) {
        return new OneUpstream(this, version, upstream, terms -> RunBudget.of(version, terms));
    }

    /** The invoker of calls that instances of a version make, each of which may take so long. */
    public Invoker of(FunctionVersion caller, Backend.Upstream upstream, Duration budget) {
        return new OneUpstream(this, caller, upstream, _ -> budget);
    }

    private record OneUpstream(
            Upstreams upstreams, FunctionVersion version, Backend.Upstream upstream, Function<Terms, Duration> budget)
            implements Invoker {

        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            UpstreamCall call = new UpstreamCall(
                    upstreams, version, upstream, budget.apply(invocation.terms()), invocation, listener);
            call.begin();
            return call;
        }
    }

    EventLoops loops() {
        return loops;
    }

    public UpstreamSettings settings() {
        return settings;
    }

    CallChains chains() {
        return chains;
    }

    ConnectionPool pool() {
        return pool;
    }

    Dialler dialler() {
        return dialler;
    }

    /** Cuts the connections; for the end, when no call is under way any more. */
    @Override
    public void close() {
        dialler.close();
    }
}
