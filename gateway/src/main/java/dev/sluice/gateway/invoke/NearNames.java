package dev.sluice.gateway.invoke;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds names that differ from another in few letters (distance of Levenshtein, 1965). */
final class NearNames {

    private static final int LOOKED_AT = 1_000;
    private static final int MOST = 3;
    private static final int LONGEST = 63;

    private record Near(String name, int distance) {}

    private NearNames() {}

    static List<String> of(String name, Set<String> names) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return List.of();
        }
        int reach = name.length() <= 4 ? 1 : 2;
        return names.stream()
                .limit(LOOKED_AT)
                .filter(other -> Math.abs(other.length() - name.length()) <= reach)
                .map(other -> new Near(other, distance(name, other)))
                .filter(near -> near.distance() <= reach)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
