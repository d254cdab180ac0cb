package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.sluice.runner.library.JsonLibrary;
import dev.sluice.runner.library.MisfitException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of a type that a library in the artifact binds; the library sees its part of the JSON as text. A container of
 * such types is read by the library as a whole, and written item by item: as a whole it would not show the library the type of
 * its items, which says what is written of them.
 */
final class LibraryAdapter extends TypeAdapter<Object> {

    private final JsonLibrary library;
    private final Type type;
    private final Adapters adapters;

    LibraryAdapter(JsonLibrary library, Type type, Adapters adapters) {
        this.library = library;
        this.type = type;
        this.adapters = adapters;
    }

    @Override
    public @Nullable Object read(JsonReader in) throws IOException {
        String path = in.getPath();
        StringWriter text = new StringWriter();
        JsonWriter out = new JsonWriter(text);
        out.setHtmlSafe(false);
        copy(in, out);
        try {
            return library.read(text.toString(), type);
        } catch (MisfitException e) {
            throw MismatchException.misfit(path + e.path(), GenericTypes.shortName(type));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AuthorException(e);
        }
    }

    @Override
    public void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
            return;
        }
        if (!(type instanceof Class<?>)) {
            adapters.ofValue(value).write(out, value);
            return;
        }
        out.jsonValue(written(value));
    }

    /** The name of a member that a key of a map becomes; null if the library writes the key as anything but a text or a number. */
    @Nullable
    String name(Object key) throws IOException {
        JsonReader in = new JsonReader(new StringReader(written(key)));
        return switch (in.peek()) {
            case STRING, NUMBER -> in.nextString();
            default -> null;
        };
    }

    private String written(Object value) {
        try {
            return library.write(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AuthorException(e);
        }
    }

    private static void copy(JsonReader in, JsonWriter out) throws IOException {
        switch (in.peek()) {
            case BEGIN_ARRAY -> {
                in.beginArray();
                out.beginArray();
                while (in.hasNext()) {
                    copy(in, out);
                }
                in.endArray();
                out.endArray();
            }
            case BEGIN_OBJECT -> {
                in.beginObject();
                out.beginObject();
                while (in.hasNext()) {
                    out.name(in.nextName());
                    copy(in, out);
                }
                in.endObject();
                out.endObject();
            }
            case STRING -> out.value(in.nextString());
            case NUMBER -> out.jsonValue(in.nextString());
            case BOOLEAN -> out.value(in.nextBoolean());
            case NULL -> {
                in.nextNull();
                out.nullValue();
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw MismatchException.found(in, "a value");
        }
    }
}
