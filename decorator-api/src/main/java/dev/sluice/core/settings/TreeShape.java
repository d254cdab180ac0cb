package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.Map;
import java.util.Optional;

/** Any JSON, taken as it is and made immutable; null may stand inside it. */
record TreeShape(boolean onlyMaps) implements Shape {

    @Override
    public Optional<Object> read(Object written, Place place) {
        if (onlyMaps && !(written instanceof Map)) {
            place.wrong(place.name() + " is " + TreeValues.kind(written), "a map of keys and values");
            return Optional.empty();
        }
        return Optional.of(TreeValues.frozen(written));
    }

    @Override
    public Map<String, Object> schema() {
        return onlyMaps ? Map.of("type", "object") : Map.of();
    }

    @Override
    public String type() {
        return onlyMaps ? "JSON object" : "JSON";
    }
}
