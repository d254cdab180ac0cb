package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several values in order; one alone may stand for a list of one.
 *
 * @param separator a regular expression of what stands between entries in one text; empty: a text is one entry
 */
record ListShape(Shape element, Bounds size, String separator) implements Shape {

    @Override
    public Optional<Object> read(Object written, Place place) {
        if (!separator.isEmpty() && written instanceof String text) {
            return read(
                    Arrays.stream(text.split(separator))
                            .filter(entry -> !entry.isEmpty())
                            .toList(),
                    place);
        }
        if (!(written instanceof List<?> list)) {
            if (TreeValues.scalar(written).isPresent() || !(element instanceof TextShape)) {
                return element.read(written, place).flatMap(one -> sized(List.of(one), place));
            }
            place.wrong(place.name() + " is " + TreeValues.kind(written), "a " + type());
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (item == null) {
                place.item(i).wrong(Faults.nothing(element), element.allowed());
            } else {
                element.read(item, place.item(i)).ifPresent(values::add);
            }
        }
        return values.size() == list.size() ? sized(List.copyOf(values), place) : Optional.empty();
    }

    private Optional<Object> sized(List<Object> values, Place place) {
        return size.check(values.size(), place.name() + " has " + values.size() + " entries", place)
                ? Optional.of(values)
                : Optional.empty();
    }

    @Override
    public String type() {
        return "list of " + Words.plural(element.type());
    }

    @Override
    public String allowed() {
        return element.allowed();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", element.schema());
        size.entries("minItems", "maxItems", list);
        Map<String, Object> alone = separator.isEmpty() ? element.schema() : Map.of("type", "string");
        return Map.of("anyOf", List.of(list, alone));
    }

    @Override
    public List<SettingInfo> inside() {
        return element.inside();
    }
}
