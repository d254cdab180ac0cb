package dev.sluice.core.function;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One decorator as a spec has it.
 *
 * @param name of its kind
 * @param settings what was written, a tree of maps, lists, texts, numbers and booleans; an empty map if nothing
 */
public record DecoratorSpec(String name, Object settings) {

    /** How many decorators one function may have. */
    public static final int MOST = 32;

    /** How one is written, for people. */
    public static final String RULE = "a name, or a name and its settings, as in timeout: 2s";

    public DecoratorSpec {
        settings = TreeValues.frozen(settings);
    }

    /** Reads a name, or a map with a name as its only key. Throws {@link IllegalArgumentException} for anything else. */
    public static DecoratorSpec parse(Object written) {
        if (written instanceof String name) {
            return new DecoratorSpec(name, Map.of());
        }
        if (written instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<String, ? extends @Nullable Object> only =
                    TreeValues.withTextKeys(map).entrySet().iterator().next();
            Object settings = only.getValue();
            return new DecoratorSpec(only.getKey(), settings == null ? Map.of() : settings);
        }
        throw new IllegalArgumentException(
                written instanceof Map<?, ?> map
                        ? "it has " + map.size() + " keys; each decorator begins with a dash of its own"
                        : "it is " + TreeValues.kind(written));
    }
}
