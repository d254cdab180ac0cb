package dev.sluice.core.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Types that are written as one text: those with a public static {@code parse(String)}, and records of one text. */
final class NamedTexts {

    private NamedTexts() {}

    /** {@code rule} tells people what is allowed; if it is empty, the type may. */
    static Optional<Shape> of(Class<?> type, String rule) {
        return Parse.of(type, String.class)
                .map(parse -> shape(type, rule, text -> parse.invoke(null, text)))
                .or(() -> isOneText(type) ? Optional.of(ofOneText(type, rule)) : Optional.empty());
    }

    /** One that does not say of itself to be settings. */
    private static boolean isOneText(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        return components.length == 1
                && components[0].getType() == String.class
                && !components[0].isAnnotationPresent(Setting.class);
    }

    private static Shape ofOneText(Class<?> type, String rule) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        return shape(type, rule, constructor::newInstance);
    }

    private interface Maker {
        Object make(String text) throws ReflectiveOperationException;
    }

    private static Shape shape(Class<?> type, String rule, Maker maker) {
        Map<String, Object> schema = Map.of("type", List.of("string", "number", "boolean"));
        return new TextShape(
                Words.phrase(type), Parse.rule(type, rule), schema, text -> Parse.call(type, () -> maker.make(text)));
    }
}
