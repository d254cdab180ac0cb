package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.pool.Slots;
import java.util.Optional;

/**
 * Runs invocations on the instances of a function that has code: the innermost of what a call of it goes through.
 *
 * @param version the one that is live as long as the function's route leads here, or to which calls are bound
 * @param slots those of the function, or of that version alone
 * @param routes where to go on if that changes before a call has reached an instance
 */
public record InstanceInvoker(FunctionVersion version, Slots slots, RouteTable routes, InstanceFailures failures)
        implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        PooledCall call = new PooledCall(invocation, listener, this);
        call.begin();
        return call;
    }

    /** What serves the function now; empty if it is there no more. */
    Optional<Invoker> now() {
        return routes.find(version.function().value()).map(Route::backend);
    }
}
