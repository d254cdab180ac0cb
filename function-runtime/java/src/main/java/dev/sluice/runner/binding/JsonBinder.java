package dev.sluice.runner.binding;

import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonWriter;
import dev.sluice.runner.library.Libraries;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON to and from Java for one function. Made anew for each, so that it holds no class of another. Thread-safe.
 *
 * <p>{@link Shapes} has the rule of what a type is. Records want all of their components, classes with fields keep the
 * defaults that their constructor gives them; unknown members are passed over; {@code byte[]} inside of JSON is Base64.
 * Written JSON names every member, also those that are null. No object is made without its constructor.
 */
public final class JsonBinder {

    private final Libraries libraries;
    private final Shapes shapes;
    private final Adapters adapters;

    /** @param handler the function's own class: it says what else is its author's */
    public JsonBinder(Class<?> handler) {
        libraries = new Libraries(handler.getClassLoader());
        shapes = new Shapes(libraries, new Authorship(handler.getName()));
        adapters = new Adapters(shapes);
    }

    /**
     * Prepares the reading of one type.
     *
     * @throws UnbindableTypeException if no JSON could ever become this type
     */
    public JsonType type(Type type) throws UnbindableTypeException {
        refuse(TypeCheck.reading(shapes, type));
        Map<String, Type> members = new HashMap<>();
        if (shapes.of(type) instanceof Shape.Members known) {
            known.members().forEach(member -> members.put(member.name(), member.read()));
        }
        return new JsonType(type, adapters.of(type), members, takesMembers(type));
    }

    private boolean takesMembers(Type type) {
        return switch (shapes.of(type)) {
            case Shape.Value _, Shape.Constants _, Shape.Sequence _ -> false;
            case Shape.Maybe(var _, Type held) -> takesMembers(held);
            case Shape.Mapping _, Shape.Members _, Shape.Open _, Shape.Foreign _, Shape.Unknown _ -> true;
        };
    }

    /**
     * Prepares the writing of one type.
     *
     * @throws UnbindableTypeException if no value of it could ever be written
     */
    public void prepareWriting(Type type) throws UnbindableTypeException {
        refuse(TypeCheck.writing(shapes, type));
        adapters.of(type);
    }

    /** The libraries of the artifact that bind types which have been prepared, with their versions. */
    public List<String> libraries() {
        return libraries.used();
    }

    /**
     * The value as JSON in UTF-8.
     *
     * @throws NotSerialisableException if some part of it cannot be written
     * @throws AuthorException if the author's own code threw while the value was read
     */
    public byte[] write(Object value) throws NotSerialisableException {
        StringWriter text = new StringWriter();
        try {
            JsonWriter out = new JsonWriter(text);
            out.setStrictness(Strictness.LEGACY_STRICT);
            out.setHtmlSafe(false);
            out.setSerializeNulls(true);
            TypeAdapter<Object> adapter = adapters.of(Object.class);
            adapter.write(out, value);
        } catch (StackOverflowError e) {
            throw new NotSerialisableException(value.getClass().getTypeName()
                    + " cannot be written as JSON: it refers to itself, or is nested too deeply");
        } catch (UnsendableException e) {
            throw new NotSerialisableException(
                    value.getClass().getTypeName() + " cannot be written as JSON: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory takes all that is written", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void refuse(Optional<String> problem) throws UnbindableTypeException {
        if (problem.isPresent()) {
            throw new UnbindableTypeException(problem.get());
        }
    }
}
