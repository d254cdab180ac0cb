package dev.sluice.runner.binding;

import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One type that is read from JSON. Thread-safe. */
public final class JsonType {

    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");
    private static final int MAX_DEPTH = 100;

    /** How the parser's sentence begins when that is reached. */
    private static final String TOO_DEEP = "Nesting limit " + MAX_DEPTH + " reached";

    private final Type type;
    private final TypeAdapter<?> adapter;
    private final Map<String, Type> members;
    private final boolean takesMembers;

    /**
     * @param members the types of its members, as far as they are known
     * @param takesMembers whether it may be read from an object
     */
    JsonType(Type type, TypeAdapter<?> adapter, Map<String, Type> members, boolean takesMembers) {
        this.type = type;
        this.adapter = adapter;
        this.members = members;
        this.takesMembers = takesMembers;
    }

    /** Whether the parameters of a query or the fields of a form could become it; a number or a list has no members. */
    public boolean takesMembers() {
        return takesMembers;
    }

    /** What the type wants, in words. */
    public String expected() {
        return Expected.of(type);
    }

    /**
     * Reads one value and nothing after it.
     *
     * @return null if the JSON is {@code null}
     * @throws BadInputException if it is no JSON, or does not fit
     * @throws AuthorException if the author's own code threw while the value was made
     * @throws IOException if reading fails
     */
    public @Nullable Object read(Reader json) throws IOException {
        return read(json, "the body", "the body's field");
    }

    /** Reads an object whose members are the parameters of a query, or the fields of a form. */
    public @Nullable Object read(QueryObject query) throws IOException {
        return read(new StringReader(query.json(members)), "the query", "the query parameter");
    }

    private @Nullable Object read(Reader json, String whole, String field) throws IOException {
        JsonReader in = new JsonReader(json);
        in.setStrictness(Strictness.STRICT);
        in.setNestingLimit(MAX_DEPTH);
        try {
            Object value = adapter.read(in);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new BadInputException(whole + " has more after the JSON value");
            }
            return value;
        } catch (MismatchException e) {
            throw new BadInputException(e.sentence(whole, field));
        } catch (EOFException e) {
            throw new BadInputException(whole + " is not complete JSON: it ends too early");
        } catch (MalformedJsonException e) {
            throw new BadInputException(
                    String.valueOf(e.getMessage()).startsWith(TOO_DEEP)
                            ? whole + " is nested more than " + MAX_DEPTH + " deep"
                            : whole + " is not JSON: there is a mistake" + place(e));
        }
    }

    private static String place(MalformedJsonException e) {
        Matcher matcher = PLACE.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? " at line " + matcher.group(1) + ", column " + matcher.group(2) : "";
    }
}
