package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Several values in order; one alone may stand for a list of one. */
record ListShape(Shape element, Bounds size) implements Shape {

    @Override
    public Optional<Object> read(Object written, Place place) {
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
                place.item(i).wrong("there is no value; write \"\" for an empty text", element.allowed());
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
    public List<SettingInfo> inside() {
        return element.inside();
    }
}
