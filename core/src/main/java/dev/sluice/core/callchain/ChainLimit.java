package dev.sluice.core.callchain;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settlement.Settlement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which calls would never end.
 *
 * @param functions how many may stand behind each other, from 1 on
 * @param own what a function says of chains that end with it, from 1 on; empty if nothing, or if it is not known. It must not block
 */
public record ChainLimit(int functions, Function<FunctionName, Optional<Integer>> own) {

    public ChainLimit {
        if (functions < 1) {
            throw new IllegalArgumentException("a chain has at least 1 function, not " + functions);
        }
    }

    /** The same for all functions. */
    public ChainLimit(int functions) {
        this(functions, _ -> Optional.empty());
    }

    /** Why a call with this chain may not go to {@code function}, in a sentence that shows the chain; empty if it may. */
    public Optional<String> refusal(List<String> chain, FunctionName function) {
        return refusal(chain, function, 0);
    }

    /**
     * The same where whoever calls knows of ways that lead through the function more than once and end.
     *
     * @param passes how often the chain may have come through the function already
     */
    public Optional<String> refusal(List<String> chain, FunctionName function, int passes) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        if (Collections.frequency(chain, function.value()) > passes) {
            return Optional.of(shown("The calls go round in a circle: ", chain, function));
        }
        int most = Math.min(functions, own.apply(function).orElse(functions));
        return chain.size() < most
                ? Optional.empty()
                : Optional.of(shown(
                        "More than " + most + (most == 1 ? " function stands" : " functions stand")
                                + " behind each other: ",
                        chain,
                        function));
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
