package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The adapter of {@code Optional} and its primitive sisters: the value itself, or null. */
final class OptionalAdapter extends TypeAdapter<Object> {

    private static final Map<Class<?>, Object> NOTHING = Map.of(
            Optional.class, Optional.empty(),
            OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class, OptionalLong.empty(),
            OptionalDouble.class, OptionalDouble.empty());

    private final Object nothing;
    private final TypeAdapter<Object> held;

    OptionalAdapter(Class<?> raw, TypeAdapter<Object> held) {
        nothing = Objects.requireNonNull(NOTHING.get(raw));
        this.held = held;
    }

    /** The empty value of an optional type; null for other types. */
    static @Nullable Object nothing(Class<?> type) {
        return NOTHING.get(type);
    }

    @Override
    public Object read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return nothing;
        }
        Object value = held.read(in);
        return switch (value) {
            case null -> nothing;
            case Integer number when nothing instanceof OptionalInt -> OptionalInt.of(number);
            case Long number when nothing instanceof OptionalLong -> OptionalLong.of(number);
            case Double number when nothing instanceof OptionalDouble -> OptionalDouble.of(number);
            default -> Optional.of(value);
        };
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        Object inner = switch (value) {
            case null -> null;
            case OptionalInt number -> number.isPresent() ? number.getAsInt() : null;
            case OptionalLong number -> number.isPresent() ? number.getAsLong() : null;
            case OptionalDouble number -> number.isPresent() ? number.getAsDouble() : null;
            default -> ((Optional<?>) value).orElse(null);
        };
        held.write(out, inner);
    }
}
