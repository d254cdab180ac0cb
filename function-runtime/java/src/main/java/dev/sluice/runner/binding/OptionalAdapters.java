package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the adapters of {@code Optional} and its primitive sisters: the value itself, or null. */
final class OptionalAdapters implements TypeAdapterFactory {

    private static final Map<Class<?>, Object> NOTHING = Map.of(
            Optional.class, Optional.empty(),
            OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class, OptionalLong.empty(),
            OptionalDouble.class, OptionalDouble.empty());

    /** The empty value of an optional type; null for other types. */
    static @Nullable Object nothing(Class<?> type) {
        return NOTHING.get(type);
    }

    @Override
    @SuppressWarnings("unchecked") // Each branch makes the adapter of the class it has asked for.
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<?> raw = type.getRawType();
        TypeAdapter<?> adapter = null;
        if (raw == Optional.class) {
            TypeToken<?> held = type.getType() instanceof ParameterizedType known
                    ? TypeToken.get(known.getActualTypeArguments()[0])
                    : TypeToken.get(Object.class);
            adapter = new Adapter<Optional<Object>, Object>(
                    (TypeAdapter<Object>) gson.getAdapter(held),
                    Optional.empty(),
                    Optional::of,
                    value -> value.orElse(null));
        } else if (raw == OptionalInt.class) {
            adapter = new Adapter<>(
                    gson.getAdapter(Integer.class),
                    OptionalInt.empty(),
                    OptionalInt::of,
                    value -> value.isPresent() ? value.getAsInt() : null);
        } else if (raw == OptionalLong.class) {
            adapter = new Adapter<>(
                    gson.getAdapter(Long.class),
                    OptionalLong.empty(),
                    OptionalLong::of,
                    value -> value.isPresent() ? value.getAsLong() : null);
        } else if (raw == OptionalDouble.class) {
            adapter = new Adapter<>(
                    gson.getAdapter(Double.class),
                    OptionalDouble.empty(),
                    OptionalDouble::of,
                    value -> value.isPresent() ? value.getAsDouble() : null);
        }
        return (TypeAdapter<T>) adapter;
    }

    private static final class Adapter<O, V> extends TypeAdapter<O> {

        private final TypeAdapter<V> held;
        private final O nothing;
        private final Function<V, O> wrap;
        private final Function<O, @Nullable V> unwrap;

        Adapter(TypeAdapter<V> held, O nothing, Function<V, O> wrap, Function<O, @Nullable V> unwrap) {
            this.held = held;
            this.nothing = nothing;
            this.wrap = wrap;
            this.unwrap = unwrap;
        }

        @Override
        public O read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return nothing;
            }
            V value = held.read(in);
            return value == null ? nothing : wrap.apply(value);
        }

        @Override
        public void write(JsonWriter out, @Nullable O value) throws IOException {
            V inner = value == null ? null : unwrap.apply(value);
            if (inner == null) {
                out.nullValue();
            } else {
                held.write(out, inner);
            }
        }
    }
}
