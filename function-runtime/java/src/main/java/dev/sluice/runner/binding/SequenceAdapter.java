package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The adapter of arrays and collections: a list. */
final class SequenceAdapter extends TypeAdapter<Object> {

    private final Class<?> raw;
    private final TypeAdapter<Object> elements;
    private final Supplier<Collection<Object>> maker;

    SequenceAdapter(Adapters adapters, Shape.Sequence shape) {
        raw = shape.raw();
        elements = adapters.of(shape.element());
        maker = raw.isArray()
                ? ArrayList::new
                : Containers.collection(raw, GenericTypes.raw(shape.element())).orElse(() -> {
                    throw new IllegalStateException(raw.getName() + " cannot be made");
                });
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
        JsonToken found = in.peek();
        if (found == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        if (found != JsonToken.BEGIN_ARRAY) {
            throw MismatchException.found(in, Expected.LIST);
        }
        Collection<Object> list = maker.get();
        in.beginArray();
        while (in.hasNext()) {
            String path = in.getPath();
            Object element = elements.read(in);
            add(list, element, path);
        }
        in.endArray();
        return raw.isArray() ? array((List<?>) list) : list;
    }

    @SuppressWarnings("NullAway") // Some collections take null.
    private static void add(Collection<Object> list, @Nullable Object element, String path) {
        try {
            list.add(element);
        } catch (NullPointerException | IllegalArgumentException e) {
            throw element == null
                    ? MismatchException.refused(path, "null cannot be in this list")
                    : MismatchException.refused(path, String.valueOf(e.getMessage()));
        }
    }

    private Object array(List<?> list) {
        Object array = Array.newInstance(raw.getComponentType(), list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, list.get(i));
        }
        return array;
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
            return;
        }
        out.beginArray();
        if (value instanceof Iterable<?> list) {
            for (Object element : list) {
                elements.write(out, element);
            }
        } else {
            int length = Array.getLength(value);
            for (int i = 0; i < length; i++) {
                elements.write(out, Array.get(value, i));
            }
        }
        out.endArray();
    }
}
