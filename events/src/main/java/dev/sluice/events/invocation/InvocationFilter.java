package dev.sluice.events.invocation;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says which calls of a namespace are meant: those to which all of it applies.
 *
 * @param function empty for all
 * @param state one of {@link #STATES}; empty for any
 * @param key by which they are in order; empty for any, and none
 * @param before they were accepted before then; empty for at any time
 */
public record InvocationFilter(
        Namespace namespace,
        Optional<FunctionName> function,
        Optional<String> state,
        Optional<String> key,
        Optional<Instant> before) {

    /** How a call may stand. */
    public static final List<String> STATES =
            List.of("waiting", "running", "retrying", "succeeded", "dead", "cancelled", "expired");

    public InvocationFilter {
        if (state.isPresent() && !STATES.contains(state.get())) {
            throw new IllegalArgumentException("no call is '" + state.get() + "'");
        }
    }

    /** Whether it means a call. */
    public boolean means(InvocationState call) {
        InvocationState.Accepted accepted = call.call();
        return accepted.function().namespace().equals(namespace)
                && function.filter(other -> !accepted.function().equals(other)).isEmpty()
                && state.filter(other -> !call.standing().word().equals(other)).isEmpty()
                && key.filter(other -> !accepted.key().equals(other)).isEmpty()
                && before.filter(end -> !accepted.accepted().isBefore(end)).isEmpty();
    }
}
