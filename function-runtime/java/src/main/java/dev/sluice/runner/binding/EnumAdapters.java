package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the adapters of enums: the names of their constants, and no others. */
final class EnumAdapters implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (!Enum.class.isAssignableFrom(raw) || raw == Enum.class) {
            return null;
        }
        Class<? super T> declared = raw.isEnum() ? raw : raw.getSuperclass();
        return new Adapter<>(declared);
    }

    private static final class Adapter<T> extends TypeAdapter<T> {

        private final Map<String, T> constants = new HashMap<>();
        private final String expected;

        @SuppressWarnings("unchecked") // The constants of T's own class.
        Adapter(Class<? super T> type) {
            for (Object constant : type.getEnumConstants()) {
                constants.put(((Enum<?>) constant).name(), (T) constant);
            }
            expected = Expected.constants(type);
        }

        @Override
        public @Nullable T read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            if (in.peek() != JsonToken.STRING) {
                throw MismatchException.found(in, expected);
            }
            String path = in.getPath();
            String name = in.nextString();
            T constant = constants.get(name);
            if (constant == null) {
                throw MismatchException.content(path, name, expected);
            }
            return constant;
        }

        @Override
        public void write(JsonWriter out, @Nullable T value) throws IOException {
            if (value == null) {
                out.nullValue();
            } else {
                out.value(((Enum<?>) value).name());
            }
        }
    }
}
