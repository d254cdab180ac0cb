package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.gateway.affinity.CallKeys;
import dev.sluice.gateway.affinity.SessionKeys;
import java.util.Optional;

/**
 * Runs invocations on the instances of a function that has code: the innermost of what a call of it goes through.
 *
 * @param version the one that is live as long as the function's route leads here, or to which calls are bound
 * @param slots those of the function, or of that version alone
 * @param keys what its calls have in common that go to the same instance
 * @param routes where to go on if that changes before a call has reached an instance
 */
public record InstanceInvoker(
        FunctionVersion version, Slots slots, CallKeys keys, RouteTable routes, InstanceFailures failures)
        implements Invoker {

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        long key = keys.of(invocation);
        return key == SlotWaiter.NO_KEY && keys != CallKeys.NONE
                ? withoutKey(invocation, listener)
                : begin(invocation, listener, key);
    }

    private Call withoutKey(Invocation invocation, CallListener listener) {
        Optional<Outcome> refusal = keys.refusal(invocation);
        if (refusal.isPresent()) {
            PooledCall call = new PooledCall(invocation, listener, SlotWaiter.NO_KEY, this);
            call.over(refusal.get(), 0);
            return call;
        }
        Optional<SessionKeys> sessions = keys.sessions().filter(each -> each.begins(invocation));
        return sessions.isPresent()
                ? begin(invocation, sessions.get().begin(invocation), listener)
                : begin(invocation, listener, SlotWaiter.NO_KEY);
    }

    private Call begin(Invocation invocation, SessionKeys.Session session, CallListener listener) {
        return begin(invocation, session.setBy(listener), session.key());
    }

    private Call begin(Invocation invocation, CallListener listener, long key) {
        PooledCall call = new PooledCall(invocation, listener, key, this);
        call.begin();
        return call;
    }

    /** What serves the function now; empty if it is there no more. */
    Optional<Invoker> now() {
        return routes.find(version.function().value()).map(Route::backend);
    }
}
