package dev.sluice.core.settings;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The least and the most that something may be, both allowed.
 *
 * @param least {@code -Double.MAX_VALUE} if there is none
 * @param most {@link Double#MAX_VALUE} if there is none
 */
record Bounds(double least, double most, String allowed) {

    private static final int MOST_ENTRIES = 1_000;

    /** Of a list or map: also those that say nothing are bounded. */
    static Bounds ofEntries(Rules rules) {
        Bounds told = of(rules, Double::parseDouble);
        return told.most() == Double.MAX_VALUE
                ? new Bounds(told.least(), MOST_ENTRIES, "at most " + MOST_ENTRIES)
                : told;
    }

    static Bounds of(Rules rules, ToDoubleFunction<String> read) {
        String least = rules.least();
        String most = rules.most();
        double from = least.isEmpty() ? -Double.MAX_VALUE : read.applyAsDouble(least);
        double to = most.isEmpty() ? Double.MAX_VALUE : read.applyAsDouble(most);
        return new Bounds(from, to, words(least, most));
    }

    private static String words(String least, String most) {
        if (least.isEmpty()) {
            return most.isEmpty() ? "" : "at most " + most;
        }
        return most.isEmpty() ? "at least " + least : least + " to " + most;
    }

    /** Puts them into a schema as the numbers of entries or characters. */
    void entries(String leastKey, String mostKey, Map<String, Object> schema) {
        if (least > 0) {
            schema.put(leastKey, (long) least);
        }
        if (most < Double.MAX_VALUE) {
            schema.put(mostKey, (long) most);
        }
    }

    boolean contains(double value) {
        return value >= least && value <= most;
    }

    boolean check(double value, String message, Place place) {
        if (!contains(value)) {
            place.wrong(message, allowed);
        }
        return contains(value);
    }
}
