package dev.sluice.runner.loading;

import dev.sluice.core.function.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds what an author probably meant, by their distance on simple names. */
public final class NearestNames {

    private static final int MOST = 3;

    private record Candidate(String name, int distance) {}

    private NearestNames() {}

    /** At most three of {@code names}, nearest first; empty when none resembles {@code wanted}. */
    public static List<String> of(String wanted, Stream<String> names) {
        String simple = simple(wanted);
        int tolerance = Math.max(2, simple.length() / 3);
        return names.map(name -> new Candidate(name, EditDistance.between(simple, simple(name))))
                .filter(candidate -> candidate.distance() <= tolerance)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(MOST)
                .map(Candidate::name)
                .toList();
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
