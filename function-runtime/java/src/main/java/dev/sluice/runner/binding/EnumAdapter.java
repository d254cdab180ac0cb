package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The adapter of an enum: the names of its constants, and no others. */
final class EnumAdapter extends TypeAdapter<Object> {

    private final Map<String, Object> constants = new HashMap<>();
    private final String expected;

    EnumAdapter(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        expected = Expected.constants(type);
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        if (in.peek() != JsonToken.STRING) {
            throw MismatchException.found(in, expected);
        }
        String path = in.getPath();
        return constant(in.nextString(), path, expected);
    }

    /** The constant whose name is the name of a member. */
    Object key(String name, String path) {
        return constant(name, path, "a name that is " + expected);
    }

    private Object constant(String name, String path, String wanted) {
        Object constant = constants.get(name);
        if (constant == null) {
            throw MismatchException.content(path, name, wanted);
        }
        return constant;
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
        } else {
            out.value(((Enum<?>) value).name());
        }
    }
}
