package dev.sluice.core.function;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Specs as the plain fields of a form: the keys of a spec, and {@code env.KEY}, {@code secret.KEY}, {@code label.KEY} for
 * its maps.
 */
public final class SpecFields {

    private static final Map<String, String> MAPS =
            Map.of("env", "environment", "secret", "secrets", "label", "labels");

    private SpecFields() {}

    /** {@code tree}, a spec in either form, with the fields put over it; unknown fields stay, for the reader to refuse. */
    public static Map<String, @Nullable Object> over(
            Map<String, ? extends @Nullable Object> tree, Map<String, String> fields) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>(tree);
        if (fields.isEmpty()) {
            return whole;
        }
        boolean resource = tree.containsKey("apiVersion") || tree.containsKey("spec");
        Map<String, @Nullable Object> spec = resource ? copy(whole, "spec") : whole;
        fields.forEach((name, value) -> {
            int dot = name.indexOf('.');
            String map = dot < 0 ? null : MAPS.get(name.substring(0, dot));
            if (map == null) {
                spec.put(name, value);
            } else {
                copy(spec, map).put(name.substring(dot + 1), value);
            }
        });
        return whole;
    }

    /** The map under {@code key}, made changeable; anything else there stays for the reader to complain about. */
    private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> tree, String key) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        Object there = tree.get(key);
        if (there != null && !(there instanceof Map)) {
            return copy;
        }
        if (there instanceof Map<?, ?> map) {
            map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        tree.put(key, copy);
        return copy;
    }
}
