package dev.sluice.runner.binding;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What JSON a type wants, in words. */
final class Expected {

    static final String LIST = "a list";
    static final String OBJECT = "an object";
    static final String TEXT = "a text";
    static final String BOOLEAN = "true or false";

    private Expected() {}

    static String of(Type type) {
        Class<?> raw = GenericTypes.raw(type);
        String value = ValueAdapters.expected(raw);
        if (value != null) {
            return value;
        }
        if (raw.isEnum()) {
            return constants(raw);
        }
        if (raw.isArray() || raw == Iterable.class || Collection.class.isAssignableFrom(raw)) {
            return LIST;
        }
        if (raw == Object.class) {
            return "a value";
        }
        return Map.class.isAssignableFrom(raw) || !raw.getName().startsWith("java.") ? OBJECT : "a value";
    }

    static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", ", "one of ", ""));
    }
}
