package dev.sluice.runner.binding;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON to and from Java for one function. Made anew for each, so that it holds no class of another. Thread-safe.
 *
 * <p>Records want all of their components, classes with fields keep their defaults; unknown members are passed over;
 * {@code Optional}, {@code java.time}, enums, UUIDs, {@code BigDecimal}, collections, maps and arrays are known;
 * {@code byte[]} inside of JSON is Base64. Written JSON names every member, also those that are null.
 */
public final class JsonBinder {

    private final Gson gson;

    public JsonBinder() {
        GsonBuilder builder = new GsonBuilder()
                .registerTypeAdapterFactory(new ShapeAdapters())
                .registerTypeAdapterFactory(new MapAdapters())
                .registerTypeAdapterFactory(new EnumAdapters())
                .registerTypeAdapterFactory(new OptionalAdapters())
                .registerTypeAdapterFactory(new RecordAdapters())
                .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
                .disableHtmlEscaping()
                .serializeNulls();
        ValueAdapters.register(builder);
        gson = builder.create();
    }

    /**
     * Prepares the reading of one type.
     *
     * @throws UnbindableTypeException if no JSON could ever become this type
     */
    public JsonType type(Type type) throws UnbindableTypeException {
        Class<?> raw = GenericTypes.raw(type);
        boolean shapeless = raw.isPrimitive() || raw.isArray() || raw.getName().startsWith("java.");
        if (!shapeless && (raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) && !raw.isEnum()) {
            throw new UnbindableTypeException(
                    raw.getName() + " is abstract, so JSON cannot say which class to make: take a record or a class");
        }
        if (raw.isMemberClass() && !Modifier.isStatic(raw.getModifiers())) {
            throw new UnbindableTypeException(
                    raw.getName() + " is an inner class, which cannot be made from JSON: declare it static");
        }
        try {
            return new JsonType(type, gson.getAdapter(TypeToken.get(type)));
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new UnbindableTypeException(
                    GenericTypes.shortName(type) + " cannot be made from JSON: " + firstSentence(e));
        }
    }

    /**
     * The value as JSON in UTF-8.
     *
     * @throws NotSerialisableException if some part of it cannot be written
     */
    public byte[] write(Object value) throws NotSerialisableException {
        StringWriter text = new StringWriter();
        try {
            JsonWriter out = new JsonWriter(text);
            out.setStrictness(Strictness.LEGACY_STRICT);
            out.setHtmlSafe(false);
            out.setSerializeNulls(true);
            adapterOf(value).write(out, value);
        } catch (StackOverflowError e) {
            throw new NotSerialisableException(value.getClass().getName()
                    + " cannot be written as JSON: it refers to itself, or is nested too deeply");
        } catch (IOException | JsonParseException | IllegalArgumentException | IllegalStateException e) {
            throw new NotSerialisableException(
                    value.getClass().getName() + " cannot be written as JSON: " + firstSentence(e));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked") // The adapter is the one of the value's own class.
    private TypeAdapter<Object> adapterOf(Object value) {
        Class<?> type = value.getClass();
        while (type.isAnonymousClass() && type.getSuperclass() != Object.class) {
            type = type.getSuperclass();
        }
        return gson.getAdapter((Class<Object>) type);
    }

    private static String firstSentence(Exception e) {
        @Nullable String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        int end = message.indexOf("\nSee http");
        String text = end < 0 ? message : message.substring(0, end);
        int semicolon = text.indexOf("; either");
        return semicolon < 0 ? text : text.substring(0, semicolon);
    }
}
