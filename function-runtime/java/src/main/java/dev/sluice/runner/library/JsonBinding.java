package dev.sluice.runner.library;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON-B with its defaults, by whatever implementation registers itself as a service. */
final class JsonBinding implements JsonLibrary {

    private final String root;
    private final Object jsonb;
    private final Method fromJson;
    private final Method toJson;

    /** @param era {@code jakarta} or {@code javax} */
    JsonBinding(@Nullable ClassLoader classes, String era) throws ReflectiveOperationException {
        root = era + ".json.bind.";
        jsonb = Class.forName(root + "JsonbBuilder", true, classes)
                .getMethod("create")
                .invoke(null);
        Class<?> type = Class.forName(root + "Jsonb", true, classes);
        fromJson = type.getMethod("fromJson", String.class, Type.class);
        toJson = type.getMethod("toJson", Object.class);
    }

    @Override
    public String name() {
        return "JSON-B by " + jsonb.getClass().getName();
    }

    @Override
    public @Nullable Object read(String json, Type type) throws Throwable {
        try {
            return Reflection.call(fromJson, jsonb, json, type);
        } catch (RuntimeException e) {
            if (!Reflection.isA(e, root + "JsonbException")) {
                throw e;
            }
            throw e.getCause() == null || Reflection.isRefusal(e.getCause()) ? new MisfitException("", e) : e;
        }
    }

    @Override
    public String write(Object value) throws Throwable {
        return (String) Reflection.call(toJson, jsonb, value);
    }

    @Override
    public Optional<String> problem(Type type, boolean reading) {
        return Optional.empty();
    }
}
