package dev.sluice.core.callchain;

import dev.sluice.core.function.FunctionName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The names of the functions that a call came through, outermost first, with {@code -} for one that is not sure. */
public final class CallChain {

    private static final String UNSURE = "-";

    private CallChain() {}

    /** The chain of a call that has come through {@code function} too. */
    public static List<String> through(List<String> before, FunctionName function) {
        if (!before.isEmpty() && before.getLast().equals(function.value())) {
            return before;
        }
        return plus(before, function);
    }

    /** The chain of what one function, which is last in {@code before}, calls for: the called one stands behind it, also if it is the same. */
    public static List<String> plus(List<String> before, FunctionName function) {
        List<String> chain = new ArrayList<>(before);
        chain.add(function.value());
        return chain;
    }

    /** What a call with this chain came through before it came to the function that is called, which is last. */
    public static List<String> before(List<String> chain) {
        return chain.isEmpty() ? chain : chain.subList(0, chain.size() - 1);
    }

    /**
     * The chain of what may have come through any of these: only the functions that are in all of them are named, and the longest
     * counts.
     */
    public static List<String> common(List<List<String>> chains) {
        List<String> longest =
                chains.stream().max(Comparator.comparing(List::size)).orElse(List.of());
        return longest.stream()
                .map(name -> chains.stream().allMatch(chain -> chain.contains(name)) ? name : UNSURE)
                .toList();
    }
}
