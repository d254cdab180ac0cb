package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of {@code Object}: reads texts, numbers ({@code Long}, {@code Double} if it is none), booleans, lists and
 * maps, and writes what the value itself is. Of interfaces and abstract classes it only writes.
 */
final class OpenAdapter extends TypeAdapter<Object> {

    private final Adapters adapters;
    private final Class<?> raw;

    OpenAdapter(Adapters adapters, Shape.Open shape) {
        this.adapters = adapters;
        raw = shape.raw();
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
        if (raw != Object.class) {
            throw new IllegalStateException(raw.getName() + " cannot be made");
        }
        return any(in);
    }

    private static @Nullable Object any(JsonReader in) throws IOException {
        switch (in.peek()) {
            case BEGIN_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                in.beginArray();
                while (in.hasNext()) {
                    list.add(any(in));
                }
                in.endArray();
                return list;
            }
            case BEGIN_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                in.beginObject();
                while (in.hasNext()) {
                    map.put(in.nextName(), any(in));
                }
                in.endObject();
                return map;
            }
            case STRING -> {
                return in.nextString();
            }
            case NUMBER -> {
                return number(in);
            }
            case BOOLEAN -> {
                return in.nextBoolean();
            }
            case NULL -> {
                in.nextNull();
                return null;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw MismatchException.found(in, "a value");
        }
        throw new IllegalStateException("no such token");
    }

    private static Number number(JsonReader in) throws IOException {
        String path = in.getPath();
        String text = in.nextString();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            double number = Double.parseDouble(text);
            if (Double.isInfinite(number)) {
                throw MismatchException.content(path, text, "a number");
            }
            return number;
        }
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
        } else if (value.getClass() == Object.class) {
            throw new UnsendableException("java.lang.Object has nothing in it");
        } else {
            adapters.ofValue(value).write(out, value);
        }
    }
}
