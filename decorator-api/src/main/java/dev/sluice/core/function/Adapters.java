package dev.sluice.core.function;

import java.util.Map;

/**
 * What stands between the instances of a function and the platform, so that it reads what they print.
 *
 * @param settings what was written, checked: maps, lists, texts, whole numbers and booleans; empty for none
 */
public record Adapters(Map<String, Object> settings) {

    public static final Adapters NONE = new Adapters(Map.of());

    public Adapters {
        settings = TreeValues.written(settings);
    }

    public boolean isEmpty() {
        return settings.isEmpty();
    }
}
