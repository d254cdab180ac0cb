package dev.sluice.decorators.suites;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts verdicts and keeps the names of those that somebody should look at. */
final class Tally {

    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private final List<String> shown = new ArrayList<>();

    void add(Verdict verdict, String name) {
        counts.merge(verdict, 1, Integer::sum);
        if (verdict == Verdict.WRONG || verdict == Verdict.REFUSED) {
            shown.add(verdict + "  " + name);
        }
    }

    int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return String.join("\n", shown) + "\n" + count() + " tests: " + counts;
    }
}
