package dev.sluice.core.decorator.whole;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Timings;

/** How far a call came. */
sealed interface CallProgress {

    /** It reached no instance. */
    record Nowhere() implements CallProgress {}

    /** It reached an instance of {@code version}. */
    record Started(FunctionVersion version, String instance, Timings waited) implements CallProgress {}

    /** It came so far and was not answered; {@code fields} as in {@link CallListener#unanswered}. */
    record Unanswered(CallProgress way, Headers fields) implements CallProgress {}

    default void tell(CallListener listener) {
        switch (this) {
            case Nowhere() -> {}
            case Started(FunctionVersion version, String instance, Timings waited) ->
                listener.started(version, instance, waited);
            case Unanswered(CallProgress way, Headers fields) -> {
                way.tell(listener);
                listener.unanswered(fields);
            }
        }
    }
}
