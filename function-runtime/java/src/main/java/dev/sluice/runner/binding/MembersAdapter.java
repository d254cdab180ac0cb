package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of a record or a class with fields. What its constructor takes must be there, but for {@code Optional}s and
 * what is marked {@code Nullable}; other fields keep what the constructor gave them; members that it does not have are
 * passed over.
 */
final class MembersAdapter extends TypeAdapter<Object> {

    private final Adapters adapters;
    private final Shape.Members shape;
    private final Member[] members;
    private final TypeAdapter<Object>[] readers;
    private final TypeAdapter<Object>[] writers;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final int parameters;

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic class cannot be made otherwise.
    MembersAdapter(Adapters adapters, Shape.Members shape) {
        this.adapters = adapters;
        this.shape = shape;
        List<Member> all = shape.members();
        members = all.toArray(Member[]::new);
        readers = new TypeAdapter[members.length];
        writers = new TypeAdapter[members.length];
        int taken = 0;
        for (int i = 0; i < members.length; i++) {
            readers[i] = adapters.of(members[i].read());
            writers[i] = adapters.of(members[i].type());
            taken += members[i].parameter() >= 0 ? 1 : 0;
            if (members[i].parameter() >= 0 || members[i].setter() != null) {
                indexes.put(members[i].name(), i);
            }
        }
        parameters = taken;
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
        String path = in.getPath();
        @Nullable Object[] values = new @Nullable Object[members.length];
        boolean[] present = new boolean[members.length];
        in.beginObject();
        while (in.hasNext()) {
            Integer index = indexes.get(in.nextName());
            if (index == null) {
                in.skipValue();
            } else {
                values[index] = readers[index].read(in);
                present[index] = true;
            }
        }
        in.endObject();
        return make(values, present, path);
    }

    private Object make(@Nullable Object[] values, boolean[] present, String path) {
        @Nullable Object[] arguments = new @Nullable Object[parameters];
        for (int i = 0; i < members.length; i++) {
            if (members[i].parameter() >= 0) {
                Object value = values[i];
                arguments[members[i].parameter()] = value == null ? absent(members[i], present[i], path) : value;
            }
        }
        Object made = construct(arguments, path);
        for (int i = 0; i < members.length; i++) {
            if (present[i] && members[i].parameter() < 0) {
                try {
                    members[i].set(made, values[i]);
                } catch (InvocationTargetException e) {
                    throw refused(e.getTargetException(), path + "." + members[i].name());
                }
            }
        }
        return made;
    }

    private static @Nullable Object absent(Member member, boolean isNull, String path) {
        Object nothing = OptionalAdapter.nothing(GenericTypes.raw(member.read()));
        if (nothing != null || member.optional()) {
            return nothing;
        }
        String expected = Expected.of(member.read());
        throw isNull
                ? MismatchException.nothing(path, member.name(), expected)
                : MismatchException.missing(path, member.name(), expected);
    }

    private Object construct(@Nullable Object[] arguments, String path) {
        Constructor<?> constructor = switch (shape.maker()) {
            case Shape.Maker.With(Constructor<?> with) -> with;
            case Shape.Maker.None(String why) -> throw new IllegalStateException(why);
        };
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw refused(e.getTargetException(), path);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A constructor or a setter that refuses what it is given says so in its own words. */
    private static RuntimeException refused(Throwable thrown, String path) {
        return thrown instanceof IllegalArgumentException || thrown instanceof NullPointerException
                ? MismatchException.refused(path, String.valueOf(thrown.getMessage()))
                : new AuthorException(thrown);
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
            return;
        }
        if (value.getClass() != shape.raw()) {
            adapters.ofValue(value).write(out, value);
            return;
        }
        out.beginObject();
        for (int i = 0; i < members.length; i++) {
            out.name(members[i].name());
            writers[i].write(out, members[i].of(value));
        }
        out.endObject();
    }
}
