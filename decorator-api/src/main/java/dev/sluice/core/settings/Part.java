package dev.sluice.core.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One component of a settings record.
 *
 * @param usual what it is when nothing is said, if there is such a thing
 */
record Part(String key, Setting setting, Shape shape, boolean optional, Optional<Object> usual) {

    static Part of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        String where = component.getDeclaringRecord().getName() + "." + component.getName();
        if (setting == null) {
            throw new IllegalArgumentException(where + " has no @Setting, which says what it is");
        }
        Type type = component.getGenericType();
        boolean optional = component.getType() == Optional.class;
        Type inner = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        Shape shape = Shapes.of(inner, Rules.of(setting), where);
        Optional<Object> usual = optional ? Optional.of(Optional.empty()) : usual(setting.otherwise(), shape, where);
        return new Part(component.getName(), setting, shape, optional, usual);
    }

    private static Optional<Object> usual(String otherwise, Shape shape, String where) {
        if (otherwise.isEmpty()) {
            return Optional.empty();
        }
        Place place = new Place(where, new ArrayList<>());
        Optional<Object> usual =
                shape.read(shape instanceof ListShape ? List.of(otherwise.split(", *")) : otherwise, place);
        if (!place.problems().isEmpty()) {
            throw new IllegalArgumentException(where + " has a default that it does not allow: " + place.problems());
        }
        return usual;
    }

    boolean inShort() {
        return setting.inShort();
    }

    boolean takesAllKeys() {
        return inShort() && (shape instanceof MapShape || shape instanceof TreeShape);
    }

    /** Empty if it was wrong, which {@code place} was told. */
    Optional<Object> read(@Nullable Object written, Place place) {
        if (written != null) {
            Optional<Object> value = shape.read(written, place);
            return optional ? value.map(Optional::of) : value;
        }
        return usual.isPresent() ? usual : unsaid(place);
    }

    private Optional<Object> unsaid(Place place) {
        return switch (shape) {
            case ListShape list -> list.read(List.of(), place);
            case MapShape map -> map.read(Map.of(), place);
            case RecordShape record when !required() -> record.read(Map.of(), place);
            case TextShape text when text == TextShapes.TRUTH -> Optional.of(false);
            default -> {
                place.wrong(key + " is missing", shape.allowed().isEmpty() ? "a " + shape.type() : shape.allowed());
                yield Optional.empty();
            }
        };
    }

    boolean required() {
        if (optional || !setting.otherwise().isEmpty()) {
            return false;
        }
        return switch (shape) {
            case ListShape list -> list.size().least() > 0;
            case MapShape map -> map.size().least() > 0;
            case RecordShape record -> record.parts().stream().anyMatch(Part::required);
            case TextShape text -> text != TextShapes.TRUTH;
            case TreeShape _, ChoiceShape _, ParsedShape _ -> true;
        };
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>(shape.schema());
        String unit = setting.unit().isEmpty() ? "" : ", in " + setting.unit();
        schema.put("description", setting.value() + unit);
        if (usual.isPresent() && !optional) {
            schema.put("default", setting.otherwise());
        }
        return schema;
    }

    SettingInfo info() {
        boolean silentTruth =
                shape == TextShapes.TRUTH && !optional && setting.otherwise().isEmpty();
        return new SettingInfo(
                key,
                shape.type(),
                setting.value(),
                setting.unit(),
                required(),
                silentTruth ? "false" : setting.otherwise(),
                shape.allowed(),
                inShort(),
                shape.inside());
    }
}
