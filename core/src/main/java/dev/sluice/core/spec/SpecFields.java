package dev.sluice.core.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Specs as the plain fields of a form: the keys of a spec, {@code env.KEY}, {@code secret.KEY}, {@code label.KEY} for its
 * maps, and {@code unset}: names of such fields, with commas between them, which are taken away before the others are put in.
 */
public final class SpecFields {

    private static final Map<String, String> MAPS =
            Map.of("env", "environment", "secret", "secrets", "label", "labels");

    private static final String UNSET = "unset";

    private SpecFields() {}

    /** Whether a field of this name may have a meaning. */
    public static boolean isKnown(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? FunctionReader.KIND.keys().contains(name) || name.equals(UNSET)
                : MAPS.containsKey(name.substring(0, dot));
    }

    /** {@code tree}, a spec in either form, with the fields put over it; unknown fields stay, for the reader to refuse. */
    public static Map<String, @Nullable Object> over(
            Map<String, ? extends @Nullable Object> tree, Map<String, String> fields) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>(tree);
        if (fields.isEmpty()) {
            return whole;
        }
        boolean resource = tree.containsKey("apiVersion") || tree.containsKey("spec");
        Map<String, @Nullable Object> spec = resource ? copy(whole, "spec") : whole;
        for (String name : fields.getOrDefault(UNSET, "").split(",")) {
            unset(spec, name.strip());
        }
        fields.forEach((name, value) -> {
            int dot = name.indexOf('.');
            String map = dot < 0 ? null : MAPS.get(name.substring(0, dot));
            if (map != null) {
                copy(spec, map).put(name.substring(dot + 1), value);
            } else if (!name.equals(UNSET)) {
                spec.put(name, value);
            }
        });
        return whole;
    }

    /** Takes a field away. One that cannot be there is put in its place, for the reader to refuse by its name. */
    private static void unset(Map<String, @Nullable Object> spec, String name) {
        int dot = name.indexOf('.');
        String map = dot < 0 ? null : MAPS.get(name.substring(0, dot));
        if (map != null) {
            copy(spec, map).remove(name.substring(dot + 1));
        } else if (name.isEmpty() || isKnown(name) || MAPS.containsValue(name)) {
            spec.remove(name);
        } else {
            spec.put(name, "");
        }
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
