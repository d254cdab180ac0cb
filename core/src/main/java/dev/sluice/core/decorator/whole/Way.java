package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Timings;

/** How far a call came. */
sealed interface Way {

    /** It reached no instance. */
    record Nowhere() implements Way {}

    /** It reached an instance of {@code version}. */
    record Started(FunctionVersion version, String instance, Timings waited) implements Way {}

    default void tell(CallListener listener) {
        if (this instanceof Started(FunctionVersion version, String instance, Timings waited)) {
            listener.started(version, instance, waited);
        }
    }
}
