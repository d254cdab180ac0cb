package dev.sluice.runner.binding;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One type whose JSON is a single value; also the name of a member, where it is the key of a map. */
final class ValueAdapter<T> extends TypeAdapter<T> {

    /** Makes the value from its text, or throws what it likes. */
    interface Parser<T> {
        T parse(String text);
    }

    /** Makes the text of a value. */
    interface Printer<T> {
        String print(T value);
    }

    /** Numbers as JSON has them. */
    static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String expected;
    private final JsonToken token;
    private final boolean nullable;
    private final Parser<? extends T> parser;
    private final Printer<T> printer;

    /**
     * @param expected what it wants, in words
     * @param token {@code STRING}, {@code NUMBER} or {@code BOOLEAN}
     * @param nullable whether null is a value of it, which it is not for primitives
     */
    ValueAdapter(String expected, JsonToken token, boolean nullable, Parser<? extends T> parser, Printer<T> printer) {
        this.expected = expected;
        this.token = token;
        this.nullable = nullable;
        this.parser = parser;
        this.printer = printer;
    }

    ValueAdapter<T> forPrimitive() {
        return new ValueAdapter<>(expected, token, false, parser, printer);
    }

    String expected() {
        return expected;
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
        JsonToken found = in.peek();
        if (found == JsonToken.NULL && nullable) {
            in.nextNull();
            return null;
        }
        if (found != token) {
            throw MismatchException.found(in, expected);
        }
        String path = in.getPath();
        String text = token == JsonToken.BOOLEAN ? String.valueOf(in.nextBoolean()) : in.nextString();
        return parse(text, path, expected);
    }

    /** The value whose text is the name of a member. */
    T key(String name, String path) {
        return parse(name, path, "a name that is " + expected);
    }

    private T parse(String text, String path, String wanted) {
        try {
            return parser.parse(text);
        } catch (RuntimeException e) {
            throw MismatchException.content(path, text, wanted);
        }
    }

    String print(T value) {
        return printer.print(value);
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
        if (value == null) {
            out.nullValue();
        } else if (value instanceof Boolean bool) {
            out.value(bool);
        } else if (token == JsonToken.NUMBER) {
            String text = print(value);
            boolean known = value.getClass().getName().startsWith("java.") && !text.endsWith("Infinity");
            if (!known && !NUMBER.matcher(text).matches() || text.equals("NaN")) {
                throw new UnsendableException(text + " is no number that JSON has");
            }
            out.jsonValue(text);
        } else {
            out.value(print(value));
        }
    }
}
