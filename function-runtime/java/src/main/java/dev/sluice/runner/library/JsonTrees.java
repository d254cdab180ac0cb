package dev.sluice.runner.library;

import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trees of JSON-P, whose text is their JSON. */
final class JsonTrees implements JsonLibrary {

    private final String era;
    private final Method createReader;
    private final Method readValue;

    /** @param era {@code jakarta} or {@code javax} */
    JsonTrees(@Nullable ClassLoader classes, String era) throws ReflectiveOperationException {
        this.era = era;
        createReader = Class.forName(era + ".json.Json", true, classes).getMethod("createReader", Reader.class);
        readValue = Class.forName(era + ".json.JsonReader", true, classes).getMethod("readValue");
        // The implementation is looked for now, while the author still looks on.
        try {
            Reflection.call(createReader, null, new StringReader("{}"));
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }

    @Override
    public String name() {
        return "JSON-P (" + era + ")";
    }

    @Override
    public Object read(String json, Type type) throws Throwable {
        Object reader = Reflection.call(createReader, null, new StringReader(json));
        Object value = Reflection.call(readValue, reader);
        Class<?> wanted = (Class<?>) (type instanceof ParameterizedType known ? known.getRawType() : type);
        if (!wanted.isInstance(value)) {
            throw new MisfitException(
                    "", new ClassCastException(value.getClass().getName()));
        }
        return value;
    }

    @Override
    public String write(Object value) {
        return value.toString();
    }

    @Override
    public Optional<String> problem(Type type, boolean reading) {
        boolean tree = type instanceof Class<?> raw
                && raw.getSimpleName().startsWith("Json")
                && !raw.getSimpleName().contains("Builder");
        return tree ? Optional.empty() : Optional.of(type.getTypeName() + " is no tree of JSON-P: take JsonValue");
    }
}
