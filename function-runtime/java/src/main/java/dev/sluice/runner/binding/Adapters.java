package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The adapters of one function's types, each made once. Thread-safe. */
final class Adapters {

    private static final int MOST_NESTED = 100;

    private final Shapes shapes;
    private final Map<Type, TypeAdapter<Object>> ready = new ConcurrentHashMap<>();

    /** What is being made; guarded by this object's lock. */
    private final Map<Type, Forward> begun = new HashMap<>();

    private final Map<Type, TypeAdapter<Object>> made = new HashMap<>();

    Adapters(Shapes shapes) {
        this.shapes = shapes;
    }

    /** The adapter of a type. There is one for each; it throws if the type cannot be bound. */
    TypeAdapter<Object> of(Type type) {
        TypeAdapter<Object> known = ready.get(type);
        return known == null ? make(type) : known;
    }

    /** The adapter that knows best how to write a value of the declared class {@code raw}. */
    TypeAdapter<Object> ofValue(Object value) {
        return of(value.getClass());
    }

    private synchronized TypeAdapter<Object> make(Type type) {
        TypeAdapter<Object> known = ready.get(type);
        if (known == null) {
            known = made.get(type);
        }
        if (known == null) {
            known = begun.get(type);
        }
        if (known != null) {
            return known;
        }
        if (begun.size() >= MOST_NESTED) {
            return new Refusing(GenericTypes.shortName(type) + " lies within more than " + MOST_NESTED + " types");
        }
        Forward forward = new Forward();
        begun.put(type, forward);
        try {
            TypeAdapter<Object> adapter = adapter(shapes.of(type), type);
            forward.target = adapter;
            made.put(type, adapter);
            return adapter;
        } finally {
            begun.remove(type);
            if (forward.target == null) {
                made.clear();
            } else if (begun.isEmpty()) {
                ready.putAll(made);
                made.clear();
            }
        }
    }

    @SuppressWarnings("unchecked") // Each adapter is the one of the type that was asked for.
    private TypeAdapter<Object> adapter(Shape shape, Type type) {
        return switch (shape) {
            case Shape.Value(ValueAdapter<?> value) -> (TypeAdapter<Object>) value;
            case Shape.Constants(Class<?> constants) -> new EnumAdapter(constants);
            case Shape.Sequence sequence -> new SequenceAdapter(this, sequence);
            case Shape.Mapping mapping -> new MapAdapter(this, mapping);
            case Shape.Maybe(Class<?> raw, Type held) -> new OptionalAdapter(raw, of(held));
            case Shape.Members members -> new MembersAdapter(this, members);
            case Shape.Open open -> new OpenAdapter(this, open);
            case Shape.Foreign foreign -> new LibraryAdapter(foreign.library(), type, this);
            case Shape.Unknown(String why) -> new Refusing(why);
        };
    }

    /** Stands for an adapter that is being made, in those of the types that it is made of. */
    private static final class Forward extends TypeAdapter<Object> {

        private @Nullable TypeAdapter<Object> target;

        @Override
        public @Nullable Object read(JsonReader in) throws IOException {
            return Objects.requireNonNull(target).read(in);
        }

        @Override
        public void write(JsonWriter out, @Nullable Object value) throws IOException {
            Objects.requireNonNull(target).write(out, value);
        }
    }

    /** Of a type that cannot be bound. */
    private static final class Refusing extends TypeAdapter<Object> {

        private final String why;

        Refusing(String why) {
            this.why = why;
        }

        @Override
        public Object read(JsonReader in) {
            throw new IllegalStateException(why);
        }

        @Override
        public void write(JsonWriter out, @Nullable Object value) throws IOException {
            if (value != null) {
                throw new UnsendableException(why);
            }
            out.nullValue();
        }
    }
}
