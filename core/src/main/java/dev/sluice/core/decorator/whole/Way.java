package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Timings;

/** How far a call came. */
sealed interface Way {

    /** It reached no instance. */
    record Nowhere() implements Way {}

    /** It reached an instance of {@code version}. */
    record Started(FunctionVersion version, String instance, Timings waited) implements Way {}

    /** It came so far and was not answered; {@code fields} as in {@link CallListener#unanswered}. */
    record Unanswered(Way way, Headers fields) implements Way {}

    default void tell(CallListener listener) {
        switch (this) {
            case Nowhere() -> {}
            case Started(FunctionVersion version, String instance, Timings waited) ->
                listener.started(version, instance, waited);
            case Unanswered(Way way, Headers fields) -> {
                way.tell(listener);
                listener.unanswered(fields);
            }
        }
    }
}
