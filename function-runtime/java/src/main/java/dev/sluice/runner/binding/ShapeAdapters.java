package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.JsonIOException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Puts a check of the shape before the library's own adapters of lists and of classes with fields. */
final class ShapeAdapters implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (raw.isPrimitive() || raw == Object.class || raw.getName().startsWith("com.google.gson.")) {
            return null;
        }
        boolean list = raw.isArray() || Collection.class.isAssignableFrom(raw);
        if (!list && raw.getName().startsWith("java.")) {
            return null;
        }
        TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
        boolean unmakable = !list && (raw.isInterface() || Modifier.isAbstract(raw.getModifiers()));
        return new Adapter<>(delegate, list, unmakable ? raw.getName() : "");
    }

    private static final class Adapter<T> extends TypeAdapter<T> {

        private final TypeAdapter<T> delegate;
        private final boolean list;
        private final String unmakable;

        Adapter(TypeAdapter<T> delegate, boolean list, String unmakable) {
            this.delegate = delegate;
            this.list = list;
            this.unmakable = unmakable;
        }

        @Override
        public @Nullable T read(JsonReader in) throws IOException {
            JsonToken found = in.peek();
            if (found == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            if (!unmakable.isEmpty()) {
                throw new JsonIOException(unmakable + " is abstract: JSON cannot say which class to make");
            }
            if (found != (list ? JsonToken.BEGIN_ARRAY : JsonToken.BEGIN_OBJECT)) {
                throw MismatchException.found(in, list ? Expected.LIST : Expected.OBJECT);
            }
            return delegate.read(in);
        }

        @Override
        public void write(JsonWriter out, @Nullable T value) throws IOException {
            if (value == null) {
                out.nullValue();
            } else {
                delegate.write(out, value);
            }
        }
    }
}
