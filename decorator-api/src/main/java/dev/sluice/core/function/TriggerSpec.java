package dev.sluice.core.function;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trigger as the spec of the function has it that it calls.
 *
 * @param name its own, one for all triggers of the function's namespace; written as names of functions are
 * @param settings what was written besides: maps, lists, texts, whole numbers and booleans
 */
public record TriggerSpec(String name, Map<String, Object> settings) {

    /** The key of its name. */
    public static final String NAME = "name";

    /** How many triggers the spec of one function may have. */
    public static final int MOST = 32;

    /** How one is written, for people. */
    public static final String RULE = "a name and the settings of a trigger, as in {name: orders, topic: orders}";

    public TriggerSpec {
        if (!FunctionName.isValid(name)) {
            throw new IllegalArgumentException(
                    "its name is '" + TreeValues.shown(name) + "'; allowed: " + FunctionName.RULE);
        }
        settings = TreeValues.written(settings);
    }

    /** Reads a map with a name. Throws {@link IllegalArgumentException} for anything else. */
    public static TriggerSpec parse(Object written) {
        if (!(written instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("it is " + TreeValues.kind(written));
        }
        if (!(map.get(NAME) instanceof String name)) {
            throw new IllegalArgumentException("it has no name");
        }
        Map<String, @Nullable Object> settings = new LinkedHashMap<>(TreeValues.withTextKeys(map));
        settings.remove(NAME);
        return new TriggerSpec(name, TreeValues.written(settings));
    }

    /** What {@link #parse} reads. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(NAME, name);
        tree.putAll(settings);
        return tree;
    }
}
