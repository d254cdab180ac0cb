package dev.sluice.gateway.invoke;

import dev.sluice.core.function.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds names that differ from another in few letters. */
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
                .map(other -> new Near(other, EditDistance.between(name, other)))
                .filter(near -> near.distance() <= reach)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }
}
