package dev.sluice.core.settings;

import dev.sluice.core.function.MemorySize;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Finds the shape that a Java type stands for. */
final class Shapes {

    private Shapes() {}

    /** {@code where} names the component, should its type be one that no setting can have. */
    static Shape of(Type type, Rules rules, String where) {
        if (type instanceof ParameterizedType generic) {
            return ofMany(generic, rules, where);
        }
        if (type instanceof Class<?> plain) {
            return ofOne(plain, rules, where);
        }
        throw cannot(where, type);
    }

    private static Shape ofMany(ParameterizedType type, Rules rules, String where) {
        Type[] inner = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListShape(of(inner[0], rules.each(), where), Bounds.ofEntries(rules), rules.separator());
        }
        if (type.getRawType() == Map.class && inner[0] instanceof Class<?> key) {
            if (key == String.class && inner[1] == Object.class) {
                return new TreeShape(true);
            }
            Shape names = key == String.class
                    ? TextShapes.ANY
                    : NamedTexts.of(key, "").orElseThrow(() -> cannot(where, type));
            return new MapShape(names, of(inner[1], rules.each(), where), Bounds.ofEntries(rules));
        }
        throw cannot(where, type);
    }

    private static Shape ofOne(Class<?> type, Rules rules, String where) {
        if (type == Object.class) {
            return new TreeShape(false);
        }
        if (type == String.class) {
            return TextShapes.text(rules);
        }
        if (type == int.class || type == Integer.class) {
            return TextShapes.whole(rules);
        }
        if (type == long.class || type == Long.class) {
            return TextShapes.wholeLong(rules);
        }
        if (type == double.class || type == Double.class) {
            return TextShapes.decimal(rules);
        }
        if (type == boolean.class || type == Boolean.class) {
            return TextShapes.TRUTH;
        }
        if (type == Duration.class) {
            return TextShapes.time(rules);
        }
        if (type == MemorySize.class) {
            return TextShapes.memory(rules);
        }
        if (type == URI.class) {
            return TextShapes.ADDRESS;
        }
        if (type.isEnum()) {
            return TextShapes.words(type);
        }
        if (type.isSealed() && type.isInterface()) {
            return ParsedShape.of(type, rules.patternRule()).orElseGet(() -> ChoiceShape.of(type));
        }
        return ParsedShape.of(type, rules.patternRule())
                .or(() -> NamedTexts.of(type, rules.patternRule()))
                .orElseGet(() -> record(type, where));
    }

    private static Shape record(Class<?> type, String where) {
        if (!type.isRecord()) {
            throw cannot(where, type);
        }
        return RecordShape.of(type);
    }

    private static IllegalArgumentException cannot(String where, Type type) {
        return new IllegalArgumentException(where + " has a type that no setting can have: " + type.getTypeName());
    }
}
