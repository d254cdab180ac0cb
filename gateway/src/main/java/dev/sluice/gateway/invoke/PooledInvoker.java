package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Slots;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The invoker of a gateway with pools of its own: sends each invocation on its function's route, and has it recorded. */
public final class PooledInvoker implements Invoker {

    private static final Invoker NOT_ACCEPTING = (_, listener) -> {
        listener.finished(
                new Outcome.PlatformFault(
                        Component.EVENTS, "not_accepting", "This gateway accepts no calls that run later"),
                Timings.NONE);
        return EndedCall.INSTANCE;
    };

    private final RouteTable routes;
    private final Consumer<InvocationRecord> records;
    private final InstanceFailures failures;
    private final Function<Credentials, Invoker> accepting;

    /** One that accepts no calls that run later. */
    public PooledInvoker(RouteTable routes, Consumer<InvocationRecord> records, InstanceFailures failures) {
        this(routes, records, failures, _ -> NOT_ACCEPTING);
    }

    /**
     * @param records takes what is known of each invocation when it is over, on any thread; it must not block
     * @param accepting where invocations of {@link EntryPoint#ACCEPT} end, in the place of the function, by what its decorators take as
     *     proof of who calls
     */
    public PooledInvoker(
            RouteTable routes,
            Consumer<InvocationRecord> records,
            InstanceFailures failures,
            Function<Credentials, Invoker> accepting) {
        this.routes = routes;
        this.records = records;
        this.failures = failures;
        this.accepting = accepting;
    }

    /** What a route of a version leads to that has code. */
    public InstanceInvoker instances(FunctionVersion version, Slots slots) {
        return new InstanceInvoker(version, slots, routes, failures);
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        return invoke(routes.find(invocation.function().value()), invocation, listener);
    }

    /** For an entry point that has looked the function up already. */
    public Call invoke(Optional<Route> route, Invocation invocation, CallListener listener) {
        return HeldBody.isHeld(invocation)
                ? HeldBody.invoke(invocation, listener, (each, told) -> begin(route, each, told))
                : begin(route, invocation, listener);
    }

    private Call begin(Optional<Route> route, Invocation invocation, CallListener listener) {
        RecordedCall call = new RecordedCall(invocation, listener, records);
        return invocation.terms().entryPoint() == EntryPoint.ACCEPT
                ? call.begin(route.map(known -> known.accepting(accepting)))
                : call.begin(route);
    }
}
