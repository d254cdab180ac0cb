package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values under names that their author chooses, in the order in which they were written.
 *
 * @param key what the names are
 */
record MapShape(Shape key, Shape element, Bounds size) implements Shape {

    @Override
    public Optional<Object> read(Object written, Place place) {
        if (!(written instanceof Map<?, ?> map)) {
            place.wrong(place.name() + " is " + TreeValues.kind(written), "a " + type());
            return Optional.empty();
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        TreeValues.withTextKeys(map).forEach((name, value) -> {
            Place there = place.child(TreeValues.shown(name));
            if (value == null) {
                there.wrong(Faults.nothing(element), element.allowed());
            } else {
                Optional<Object> good = element.read(value, there);
                key.read(name, there).ifPresent(named -> good.ifPresent(one -> values.put(named, one)));
            }
        });
        boolean good = size.check(map.size(), place.name() + " has " + map.size() + " entries", place);
        return good && values.size() == map.size()
                ? Optional.of(Collections.unmodifiableMap(values))
                : Optional.empty();
    }

    @Override
    public String type() {
        return "map of " + Words.plural(element.type());
    }

    @Override
    public String allowed() {
        return element.allowed();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "object");
        map.put("additionalProperties", element.schema());
        size.entries("minProperties", "maxProperties", map);
        return map;
    }

    @Override
    public List<SettingInfo> inside() {
        return element.inside();
    }
}
