package dev.sluice.core.function;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the calls of a function that wait share its turns.
 *
 * @param key what calls have in common that share one turn
 * @param weights how many turns some values of it have where others have one, 1 to 100; at most 100 values
 */
public record FairShares(FairKey key, Map<String, Integer> weights) {

    public static final Range<Integer> WEIGHT = new Range<>(1, 100);

    /** The most values that have a weight of their own. */
    public static final int MOST_WEIGHTS = 100;

    public FairShares {
        check(true, weights);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * Throws {@link IllegalArgumentException} with a sentence if these cannot be weights.
     *
     * @param hasKey whether anything says whose weights they are
     */
    public static void check(boolean hasKey, Map<String, Integer> weights) {
        if (!hasKey && !weights.isEmpty()) {
            throw new IllegalArgumentException("weights are those of values of a fairKey, and there is none");
        }
        if (weights.size() > MOST_WEIGHTS) {
            throw new IllegalArgumentException(
                    "weights has " + weights.size() + " entries, at most " + MOST_WEIGHTS + " are allowed");
        }
        weights.forEach((value, weight) -> WEIGHT.check("weights." + value, weight));
    }
}
