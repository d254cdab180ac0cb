package dev.sluice.core.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One component of a settings record. */
record Part(String key, Setting setting, Shape shape, boolean optional) {

    static Part of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        String where = component.getDeclaringRecord().getName() + "." + component.getName();
        if (setting == null) {
            throw new IllegalArgumentException(where + " has no @Setting, which says what it is");
        }
        Type type = component.getGenericType();
        boolean optional = component.getType() == Optional.class;
        Type inner = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        Part part = new Part(component.getName(), setting, Shapes.of(inner, Rules.of(setting), where), optional);
        part.checkDefault(where);
        return part;
    }

    private void checkDefault(String where) {
        if (!setting.otherwise().isEmpty()) {
            Place place = new Place(where, new ArrayList<>());
            shape.read(otherwise(), place);
            if (!place.problems().isEmpty()) {
                throw new IllegalArgumentException(
                        where + " has a default that it does not allow: " + place.problems());
            }
        }
    }

    /** The default as a tree; that of a list is written with commas. */
    private Object otherwise() {
        return shape instanceof ListShape ? List.of(setting.otherwise().split(", *")) : setting.otherwise();
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
        if (optional) {
            return Optional.of(Optional.empty());
        }
        if (!setting.otherwise().isEmpty()) {
            return shape.read(otherwise(), place);
        }
        return unsaid(place);
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

    private boolean required() {
        if (optional || !setting.otherwise().isEmpty()) {
            return false;
        }
        return switch (shape) {
            case ListShape list -> list.size().least() > 0;
            case MapShape map -> map.size().least() > 0;
            case RecordShape record -> record.parts().stream().anyMatch(Part::required);
            case TextShape text -> text != TextShapes.TRUTH;
            case TreeShape _, ChoiceShape _ -> true;
        };
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
