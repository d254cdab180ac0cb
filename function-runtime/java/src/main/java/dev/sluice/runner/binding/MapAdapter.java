package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The adapter of maps: an object whose member names are the keys, texts, numbers, enums and the like. */
final class MapAdapter extends TypeAdapter<Object> {

    private final TypeAdapter<Object> keys;
    private final TypeAdapter<Object> values;
    private final Adapters adapters;
    private final Supplier<Map<Object, Object>> maker;

    MapAdapter(Adapters adapters, Shape.Mapping shape) {
        this.adapters = adapters;
        keys = adapters.of(shape.key());
        values = adapters.of(shape.value());
        maker = Containers.map(shape.raw(), GenericTypes.raw(shape.key())).orElse(() -> {
            throw new IllegalStateException(shape.raw().getName() + " cannot be made");
        });
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        if (in.peek() != JsonToken.BEGIN_OBJECT) {
            throw MismatchException.found(in, Expected.OBJECT);
        }
        Map<Object, Object> map = maker.get();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            String path = in.getPath();
            put(map, key(name, path), values.read(in), path);
        }
        in.endObject();
        return map;
    }

    @SuppressWarnings("NullAway") // Some maps take null.
    private static void put(Map<Object, Object> map, Object key, @Nullable Object value, String path) {
        try {
            map.put(key, value);
        } catch (NullPointerException | IllegalArgumentException e) {
            throw MismatchException.refused(
                    path, value == null ? "null cannot be in this object" : String.valueOf(e.getMessage()));
        }
    }

    private Object key(String name, String path) {
        return switch (keys) {
            case ValueAdapter<?> value -> value.key(name, path);
            case EnumAdapter constants -> constants.key(name, path);
            default -> name;
        };
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
            return;
        }
        out.beginObject();
        for (Map.Entry<?, ?> entry : new ArrayList<>(((Map<?, ?>) value).entrySet())) {
            out.name(name(entry.getKey()));
            values.write(out, entry.getValue());
        }
        out.endObject();
    }

    private String name(@Nullable Object key) throws IOException {
        return switch (key) {
            case null -> throw new UnsendableException("a key of a map is null");
            case String text -> text;
            default -> printed(key);
        };
    }

    @SuppressWarnings("unchecked") // The adapter is the one of the key's own class.
    private String printed(Object key) throws IOException {
        TypeAdapter<?> adapter = adapters.ofValue(key);
        String name = switch (adapter) {
            case ValueAdapter<?> value -> ((ValueAdapter<Object>) value).print(key);
            case EnumAdapter _ -> ((Enum<?>) key).name();
            case LibraryAdapter library -> library.name(key);
            default -> null;
        };
        if (name != null) {
            return name;
        }
        throw new UnsendableException(
                "a map's key of type " + key.getClass().getName() + " cannot be the name of a member");
    }
}
