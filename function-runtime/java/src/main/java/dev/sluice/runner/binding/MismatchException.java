package dev.sluice.runner.binding;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;

/** A JSON value where another was expected. Knows the place, so that the sentence can name it. */
final class MismatchException extends JsonParseException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 40;

    private final String path;

    private MismatchException(String path, String rest) {
        super(rest);
        this.path = path;
    }

    /** The next value has the wrong form. */
    static MismatchException found(JsonReader in, String expected) throws IOException {
        return new MismatchException(in.getPath(), "is " + noun(in.peek()) + " where " + expected + " is expected");
    }

    /** The value has the right form but not the right content. */
    static MismatchException content(String path, String value, String expected) {
        String shown = value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
        return new MismatchException(path, "is \"" + shown + "\" where " + expected + " is expected");
    }

    static MismatchException missing(String objectPath, String field, String expected) {
        return new MismatchException(objectPath + "." + field, "is missing: " + expected + " is expected");
    }

    static MismatchException nothing(String objectPath, String field, String expected) {
        return new MismatchException(objectPath + "." + field, "is null where " + expected + " is expected");
    }

    /** A library that binds the type does not take it. */
    static MismatchException misfit(String path, String type) {
        return new MismatchException(path, "does not fit into " + type);
    }

    /** The type's own constructor refused the values. */
    static MismatchException refused(String path, String why) {
        return new MismatchException(path, "is refused: " + why);
    }

    /** The sentence, given what the whole and one field of it are called. */
    String sentence(String whole, String field) {
        String place = path.startsWith("$.") ? path.substring(2) : path.substring(1);
        return place.isEmpty() ? whole + " " + getMessage() : field + " '" + place + "' " + getMessage();
    }

    private static String noun(JsonToken token) {
        return switch (token) {
            case BEGIN_ARRAY, END_ARRAY -> "a list";
            case BEGIN_OBJECT, END_OBJECT, NAME -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case END_DOCUMENT -> "nothing";
        };
    }
}
