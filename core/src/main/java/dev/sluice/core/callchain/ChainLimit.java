package dev.sluice.core.callchain;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.Settlement;
import java.util.List;
import java.util.Optional;

/**
 * Which calls would never end.
 *
 * @param functions how many may stand behind each other, from 1 on
 */
public record ChainLimit(int functions) {

    public ChainLimit {
        if (functions < 1) {
            throw new IllegalArgumentException("a chain has at least 1 function, not " + functions);
        }
    }

    /** Why a call with this chain may not go to {@code function}, in a sentence that shows the chain; empty if it may. */
    public Optional<String> refusal(List<String> chain, FunctionName function) {
        if (chain.contains(function.value())) {
            return Optional.of(shown("The calls go round in a circle: ", chain, function));
        }
        return chain.size() < functions
                ? Optional.empty()
                : Optional.of(
                        shown("More than " + functions + " functions stand behind each other: ", chain, function));
    }

    /** The same as the end of the call. */
    public Optional<Outcome> end(List<String> chain, FunctionName function) {
        return refusal(chain, function)
                .map(detail -> new Outcome.PlatformFault(Component.GATEWAY, Settlement.LOOP, detail));
    }

    private static String shown(String what, List<String> chain, FunctionName function) {
        return what + String.join(" -> ", chain) + " -> " + function;
    }
}
