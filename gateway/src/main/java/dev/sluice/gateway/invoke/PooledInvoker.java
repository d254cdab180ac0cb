package dev.sluice.gateway.invoke;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.pool.FunctionPools;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The invoker of a gateway with pools of its own: route, decorators, slot, instance, outcome, record. Holds no state of a call.
 */
public final class PooledInvoker implements Invoker {

    private final RouteTable routes;
    private final FunctionPools pools;
    private final Consumer<InvocationRecord> records;
    private final Consumer<InvocationRecord> instanceCalls;
    private final boolean decorates;

    /** With nobody who asks for each call of an instance. */
    public PooledInvoker(RouteTable routes, FunctionPools pools, Consumer<InvocationRecord> records) {
        this(routes, pools, records, record -> {});
    }

    /**
     * Who takes records must not block: they come on any thread.
     *
     * @param records takes what is known of each invocation when it is over
     * @param instanceCalls takes the same of each call of an instance, of which decorators may make several for one
     *     invocation, or none
     */
    public PooledInvoker(
            RouteTable routes,
            FunctionPools pools,
            Consumer<InvocationRecord> records,
            Consumer<InvocationRecord> instanceCalls) {
        this(routes, pools, records, instanceCalls, true);
    }

    private PooledInvoker(
            RouteTable routes,
            FunctionPools pools,
            Consumer<InvocationRecord> records,
            Consumer<InvocationRecord> instanceCalls,
            boolean decorates) {
        this.routes = routes;
        this.pools = pools;
        this.records = records;
        this.instanceCalls = instanceCalls;
        this.decorates = decorates;
    }

    /**
     * What decorators stand around: the same without decorators, and without records, because who called the decorators
     * has made one call, however often they repeat it.
     */
    public Invoker innermost() {
        return new PooledInvoker(routes, pools, record -> {}, instanceCalls, false);
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        return decorates && HeldBody.isHeld(invocation)
                ? HeldBody.invoke(invocation, listener, this::start)
                : start(invocation, listener);
    }

    private Call start(Invocation invocation, CallListener listener) {
        Optional<Route> route = routes.find(invocation.function().value());
        if (decorates && route.isPresent() && route.get().decorated().isPresent()) {
            return new DecoratedCall(this, route.get().version(), invocation, listener)
                    .begin(route.get().decorated().get());
        }
        PooledCall call = new PooledCall(this, invocation, listener);
        call.begin(route);
        return call;
    }

    RouteTable routes() {
        return routes;
    }

    FunctionPools pools() {
        return pools;
    }

    /** An invocation is over, and its caller knows. */
    void record(InvocationRecord invocation) {
        records.accept(invocation);
    }

    /** A call of an instance is over, and whoever made it is not told yet. */
    void recordInstanceCall(InvocationRecord call) {
        instanceCalls.accept(call);
    }
}
