package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.JsonIOException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the adapters of {@code Map}: an object whose member names are the keys, texts, numbers, enums and the like. */
final class MapAdapters implements TypeAdapterFactory {

    @Override
    @SuppressWarnings("unchecked") // Reading makes a LinkedHashMap, which is asked for or one of whose supertypes is.
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<?> raw = type.getRawType();
        if (!Map.class.isAssignableFrom(raw)) {
            return null;
        }
        List<Type> arguments = GenericTypes.arguments(type.getType(), Map.class).orElse(List.of());
        TypeToken<?> key = TypeToken.get(known(arguments, 0));
        TypeToken<?> value = TypeToken.get(known(arguments, 1));
        boolean plain = raw.isAssignableFrom(LinkedHashMap.class);
        TypeAdapter<?> others = plain ? null : gson.getDelegateAdapter(this, type);
        return (TypeAdapter<T>) new Adapter(
                key.getRawType(),
                (TypeAdapter<Object>) gson.getAdapter(key),
                (TypeAdapter<Object>) gson.getAdapter(value),
                (TypeAdapter<Map<Object, Object>>) others);
    }

    private static Type known(List<Type> arguments, int index) {
        return arguments.isEmpty() || !GenericTypes.isKnown(arguments.get(index)) ? Object.class : arguments.get(index);
    }

    private static final class Adapter extends TypeAdapter<Map<Object, Object>> {

        private final Class<?> keyType;
        private final TypeAdapter<Object> keys;
        private final TypeAdapter<Object> values;
        private final @Nullable TypeAdapter<Map<Object, Object>> others;

        Adapter(
                Class<?> keyType,
                TypeAdapter<Object> keys,
                TypeAdapter<Object> values,
                @Nullable TypeAdapter<Map<Object, Object>> others) {
            this.keyType = keyType;
            this.keys = keys;
            this.values = values;
            this.others = others;
        }

        @Override
        public @Nullable Map<Object, Object> read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            if (in.peek() != JsonToken.BEGIN_OBJECT) {
                throw MismatchException.found(in, Expected.OBJECT);
            }
            if (others != null) {
                return others.read(in);
            }
            Map<Object, Object> map = new LinkedHashMap<>();
            in.beginObject();
            while (in.hasNext()) {
                Object key = key(in.nextName(), in.getPath());
                map.put(key, values.read(in));
            }
            in.endObject();
            return map;
        }

        private Object key(String name, String path) {
            if (keyType == String.class || keyType == Object.class) {
                return name;
            }
            try {
                boolean number = Number.class.isAssignableFrom(keyType);
                return keys.fromJsonTree(
                        number ? new JsonPrimitive(new java.math.BigDecimal(name)) : new JsonPrimitive(name));
            } catch (RuntimeException e) {
                throw MismatchException.content(path, name, "a name that is " + Expected.of(keyType));
            }
        }

        @Override
        public void write(JsonWriter out, @Nullable Map<Object, Object> map) throws IOException {
            if (map == null) {
                out.nullValue();
                return;
            }
            out.beginObject();
            for (Map.Entry<Object, Object> entry : new ArrayList<>(map.entrySet())) {
                out.name(name(entry.getKey()));
                values.write(out, entry.getValue());
            }
            out.endObject();
        }

        private String name(Object key) {
            if (key instanceof String text) {
                return text;
            }
            var tree = keys.toJsonTree(key);
            if (!tree.isJsonPrimitive()) {
                throw new JsonIOException(
                        "a map's key of type " + key.getClass().getName() + " cannot be the name of a JSON member");
            }
            return tree.getAsString();
        }
    }
}
