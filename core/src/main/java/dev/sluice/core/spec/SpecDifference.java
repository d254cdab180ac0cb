package dev.sluice.core.spec;

import dev.sluice.core.function.FunctionSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key in which two specs differ.
 *
 * @param key as in {@code memory} or {@code environment.GREETING}
 * @param from its value before; empty if it had none
 * @param to its value after; empty if it has none
 */
public record SpecDifference(String key, Optional<Object> from, Optional<Object> to) {

    private static final Set<String> MAPS = Set.of("environment", "secrets", "labels");

    /** All keys in which they differ, in the order of {@link Kind#keys}. */
    public static List<SpecDifference> between(FunctionSpec before, FunctionSpec after) {
        Map<String, Object> from = SpecTree.of(before);
        Map<String, Object> to = SpecTree.of(after);
        List<SpecDifference> differences = new ArrayList<>();
        for (String key : FunctionReader.KIND.keys()) {
            if (MAPS.contains(key)) {
                entries(key, entriesOf(from.get(key)), entriesOf(to.get(key)), differences);
            } else {
                add(key, from.get(key), to.get(key), differences);
            }
        }
        return List.copyOf(differences);
    }

    private static void entries(String key, Map<?, ?> from, Map<?, ?> to, List<SpecDifference> differences) {
        Set<Object> names = new LinkedHashSet<>(from.keySet());
        names.addAll(to.keySet());
        names.forEach(name -> add(key + "." + name, from.get(name), to.get(name), differences));
    }

    private static void add(String key, @Nullable Object from, @Nullable Object to, List<SpecDifference> differences) {
        SpecDifference difference = new SpecDifference(key, Optional.ofNullable(from), Optional.ofNullable(to));
        if (!difference.from().equals(difference.to())) {
            differences.add(difference);
        }
    }

    private static Map<?, ?> entriesOf(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
