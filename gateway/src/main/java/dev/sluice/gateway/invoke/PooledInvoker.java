package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.FunctionName;
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
import dev.sluice.gateway.affinity.CallKeys;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final BoundRoutes bound;

    /** One that accepts no calls that run later. */
    public PooledInvoker(RouteTable routes, Consumer<InvocationRecord> records, InstanceFailures failures) {
        this(routes, records, failures, _ -> NOT_ACCEPTING, BoundRoutes.NONE);
    }

    /**
     * @param records takes what is known of each invocation when it is over, on any thread; it must not block
     * @param accepting where invocations of {@link EntryPoint#ACCEPT} end, in the place of the function, by what its decorators take as
     *     proof of who calls
     * @param bound where invocations go that only a version may run which is not live
     */
    public PooledInvoker(
            RouteTable routes,
            Consumer<InvocationRecord> records,
            InstanceFailures failures,
            Function<Credentials, Invoker> accepting,
            BoundRoutes bound) {
        this.routes = routes;
        this.records = records;
        this.failures = failures;
        this.accepting = accepting;
        this.bound = bound;
    }

    /** What a route of a version leads to that has code. */
    public InstanceInvoker instances(FunctionVersion version, Slots slots) {
        return new InstanceInvoker(version, slots, CallKeys.of(version), routes, failures);
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
        OptionalInt version = invocation.terms().version();
        if (version.isPresent()
                && !route.filter(live -> isOf(version.getAsInt(), live)).isPresent()) {
            return elsewhere(invocation.function(), version.getAsInt(), call);
        }
        return invocation.terms().entryPoint() == EntryPoint.ACCEPT
                ? call.begin(route.map(known -> known.accepting(accepting)))
                : call.begin(route);
    }

    private static boolean isOf(int version, Route route) {
        return route.version().number() == version;
    }

    private Call elsewhere(FunctionName function, int version, RecordedCall call) {
        LateCall late = new LateCall();
        bound.find(function, version).whenComplete((found, fault) -> {
            if (fault == null) {
                late.become(call.begin(found));
                return;
            }
            call.finished(
                    new Outcome.PlatformFault(Component.POOL, "version_unknown", String.valueOf(fault.getMessage())),
                    Timings.NONE);
            late.become(EndedCall.INSTANCE);
        });
        return late;
    }
}
