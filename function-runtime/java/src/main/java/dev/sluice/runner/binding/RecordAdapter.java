package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.JsonIOException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds one record type. Every component must be there, but for {@code Optional}s and those marked {@code Nullable};
 * members that the record does not have are passed over.
 */
final class RecordAdapter<T> extends TypeAdapter<T> {

    /** One component; {@code optional} if it may be null or missing. */
    record Component(String name, Type type, TypeAdapter<?> adapter, Method accessor, boolean optional) {}

    private final Gson gson;
    private final Constructor<T> constructor;
    private final Component[] components;
    private final Map<String, Integer> indexes = new HashMap<>();

    RecordAdapter(Gson gson, Constructor<T> constructor, Component[] components) {
        this.gson = gson;
        this.constructor = constructor;
        this.components = components;
        for (int i = 0; i < components.length; i++) {
            indexes.put(components[i].name(), i);
        }
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        if (in.peek() != JsonToken.BEGIN_OBJECT) {
            throw MismatchException.found(in, Expected.OBJECT);
        }
        String path = in.getPath();
        @Nullable Object[] values = new @Nullable Object[components.length];
        boolean[] present = new boolean[components.length];
        in.beginObject();
        while (in.hasNext()) {
            Integer index = indexes.get(in.nextName());
            if (index == null) {
                in.skipValue();
            } else {
                values[index] = components[index].adapter().read(in);
                present[index] = true;
            }
        }
        in.endObject();
        for (int i = 0; i < components.length; i++) {
            if (values[i] == null) {
                values[i] = absent(components[i], present[i], path);
            }
        }
        return construct(values, path);
    }

    private static @Nullable Object absent(Component component, boolean isNull, String path) {
        Object nothing = OptionalAdapters.nothing(GenericTypes.raw(component.type()));
        if (nothing != null || component.optional()) {
            return nothing;
        }
        String expected = Expected.of(component.type());
        throw isNull
                ? MismatchException.nothing(path, component.name(), expected)
                : MismatchException.missing(path, component.name(), expected);
    }

    /** A constructor that refuses what it is given says so in its own words. */
    private T construct(@Nullable Object[] values, String path) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof NullPointerException) {
                throw MismatchException.refused(
                        path, String.valueOf(e.getCause().getMessage()));
            }
            throw new JsonIOException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonIOException(e);
        }
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
        if (value == null) {
            out.nullValue();
            return;
        }
        out.beginObject();
        for (Component component : components) {
            out.name(component.name());
            writeComponent(out, component, value);
        }
        out.endObject();
    }

    @SuppressWarnings("unchecked") // The adapter is the one of the value's type.
    private void writeComponent(JsonWriter out, Component component, T owner) throws IOException {
        Object value;
        try {
            value = component.accessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new JsonIOException("reading " + component.name() + " failed: " + e.getCause(), e);
        }
        TypeAdapter<Object> adapter = (TypeAdapter<Object>) component.adapter();
        if (value != null && isOpen(GenericTypes.raw(component.type()))) {
            adapter = (TypeAdapter<Object>) gson.getAdapter(value.getClass());
        }
        adapter.write(out, value);
    }

    /** Whether values are of other classes than the declared one, which know better what they hold. */
    private static boolean isOpen(Class<?> declared) {
        return declared.isInterface() && !declared.getName().startsWith("java.");
    }
}
