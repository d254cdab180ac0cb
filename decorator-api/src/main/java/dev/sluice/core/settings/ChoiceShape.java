package dev.sluice.core.settings;

import dev.sluice.core.function.TreeValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of several records: its word alone, or a map with its word as the only key. */
record ChoiceShape(Map<String, RecordShape> choices) implements Shape {

    static ChoiceShape of(Class<?> sealed) {
        Map<String, RecordShape> choices = new LinkedHashMap<>();
        for (Class<?> choice : sealed.getPermittedSubclasses()) {
            choices.put(Words.key(choice.getSimpleName()), RecordShape.of(choice));
        }
        return new ChoiceShape(choices);
    }

    @Override
    public Optional<Object> read(Object written, Place place) {
        if (written instanceof Map<?, ?> map) {
            if (map.size() == 1) {
                Map.Entry<String, ? extends @Nullable Object> only =
                        TreeValues.withTextKeys(map).entrySet().iterator().next();
                Object value = only.getValue();
                return read(only.getKey(), value == null ? Map.of() : value, place.child(only.getKey()));
            }
            place.wrong(place.name() + " is a map with " + map.size() + " keys", allowed());
            return Optional.empty();
        }
        return TreeValues.scalar(written)
                .map(word -> read(word, Map.of(), place))
                .orElseGet(() -> {
                    place.wrong(place.name() + " is " + TreeValues.kind(written), allowed());
                    return Optional.empty();
                });
    }

    private Optional<Object> read(String word, Object value, Place place) {
        RecordShape shape = choices.get(word);
        if (shape == null) {
            place.wrong(Words.unknown(word, List.copyOf(choices.keySet())), allowed());
            return Optional.empty();
        }
        return shape.read(value, place);
    }

    @Override
    public Map<String, Object> schema() {
        List<Object> forms = new ArrayList<>();
        List<String> alone = choices.entrySet().stream()
                .filter(choice -> choice.getValue().parts().stream().noneMatch(Part::required))
                .map(Map.Entry::getKey)
                .toList();
        if (!alone.isEmpty()) {
            forms.add(Map.of("enum", alone));
        }
        choices.forEach((word, shape) -> forms.add(Map.of(
                "type",
                "object",
                "properties",
                Map.of(word, Map.of("anyOf", List.of(shape.schema(), Map.of("type", "null")))),
                "required",
                List.of(word),
                "additionalProperties",
                false)));
        return Map.of("anyOf", forms);
    }

    @Override
    public String type() {
        return "choice";
    }

    @Override
    public String allowed() {
        return "one of " + String.join(", ", choices.keySet());
    }

    @Override
    public List<SettingInfo> inside() {
        return choices.entrySet().stream()
                .map(choice -> new SettingInfo(
                        choice.getKey(),
                        "settings",
                        "",
                        "",
                        false,
                        "",
                        "",
                        false,
                        choice.getValue().inside()))
                .toList();
    }
}
