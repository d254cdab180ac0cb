package dev.sluice.core.settings;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

/** A type that reads its own tree, by a public static {@code parse(Object)}. */
record ParsedShape(Class<?> owner, Method parse, String allowed) implements Shape {

    static Optional<Shape> of(Class<?> type, String rule) {
        return Parse.of(type, Object.class).map(parse -> new ParsedShape(type, parse, Parse.rule(type, rule)));
    }

    @Override
    public Optional<Object> read(Object written, Place place) {
        try {
            return Optional.of(Parse.call(owner, () -> parse.invoke(null, written)));
        } catch (IllegalArgumentException e) {
            place.wrong(Faults.message(e, allowed), allowed);
            return Optional.empty();
        }
    }

    @Override
    public String type() {
        return Words.phrase(owner);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of();
    }
}
