package dev.sluice.gateway.http;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.gateway.invoke.Route;
import java.util.List;
import java.util.Optional;

/** Where HTTP requests become calls: says who runs them, and counts those that have left. */
interface CallEntrance {

    /** Begins the call, as {@link dev.sluice.core.invocation.Invoker} does. */
    Call invoke(Optional<Route> route, Invocation invocation, CallListener listener);

    /** Names that may have been meant, if there is none such. */
    List<String> near(Outcome outcome, String name);

    /** A call is over. */
    void left();
}
