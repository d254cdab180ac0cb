package dev.sluice.core.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One decorator as a spec has it.
 *
 * @param name of its kind
 * @param settings what was written, a tree of maps, lists, texts, numbers and booleans; an empty map if nothing
 * @param on words of the entry points at whose calls it stands; none if that is as its kind says
 */
public record DecoratorSpec(String name, Object settings, List<String> on) {

    /** Beside the name of a decorator: at which entry points it stands. */
    public static final String ON = "on";

    /** How many decorators one function may have. */
    public static final int MOST = 32;

    /** How one is written, for people. */
    public static final String RULE = "a name, or a name and its settings, as in timeout: 2s";

    public DecoratorSpec {
        settings = TreeValues.frozen(settings);
        on = List.copyOf(on);
    }

    /** One that stands where its kind says. */
    public DecoratorSpec(String name, Object settings) {
        this(name, settings, List.of());
    }

    /** Reads a name, or a map with a name as its only key but for {@link #ON}. Throws {@link IllegalArgumentException} for anything else. */
    public static DecoratorSpec parse(Object written) {
        if (written instanceof String name) {
            return new DecoratorSpec(name, Map.of());
        }
        if (written instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> keys = new LinkedHashMap<>(TreeValues.withTextKeys(map));
            List<String> on = keys.size() == 2 && keys.containsKey(ON) ? words(keys.remove(ON)) : List.of();
            if (keys.size() == 1) {
                Map.Entry<String, @Nullable Object> only =
                        keys.entrySet().iterator().next();
                Object settings = only.getValue();
                return new DecoratorSpec(only.getKey(), settings == null ? Map.of() : settings, on);
            }
        }
        throw new IllegalArgumentException(
                written instanceof Map<?, ?> map
                        ? "it has " + map.size() + " keys; each decorator begins with a dash of its own"
                        : "it is " + TreeValues.kind(written));
    }

    private static List<String> words(@Nullable Object written) {
        List<?> several = written instanceof List<?> list ? list : written == null ? List.of() : List.of(written);
        List<String> words = several.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
        if (words.isEmpty() || words.size() < several.size()) {
            throw new IllegalArgumentException("its 'on' is no list of entry points, as in [http, event]");
        }
        return words;
    }
}
