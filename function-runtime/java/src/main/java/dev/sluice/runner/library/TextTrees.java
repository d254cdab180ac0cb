package dev.sluice.runner.library;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;

/** Trees that a constructor makes of their text, and that print themselves as JSON. */
record TextTrees(String name) implements JsonLibrary {

    @Override
    public Object read(String json, Type type) throws Throwable {
        Constructor<?> constructor = ((Class<?>) type).getConstructor(String.class);
        try {
            return constructor.newInstance(json);
        } catch (InvocationTargetException e) {
            throw new MisfitException("", e.getTargetException());
        }
    }

    @Override
    public String write(Object value) {
        return value.toString();
    }

    @Override
    public Optional<String> problem(Type type, boolean reading) {
        boolean made = type instanceof Class<?> raw
                && Arrays.stream(raw.getConstructors())
                        .anyMatch(constructor ->
                                Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {String.class}));
        if (made) {
            return Optional.empty();
        }
        return Optional.of(type.getTypeName() + " is no tree of " + name + " that its text makes");
    }
}
