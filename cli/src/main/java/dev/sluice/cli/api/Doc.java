package dev.sluice.cli.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A JSON object read leniently: what is missing or of another type is empty, so that old commands read new answers. */
public record Doc(JsonObject json) {

    /** An object without members. */
    public static Doc empty() {
        return new Doc(new JsonObject());
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Doc parse(String text) {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                return new Doc(object);
            }
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** The objects of a JSON array. */
    public static List<Doc> parseList(String text) {
        try {
            if (JsonParser.parseString(text) instanceof JsonArray array) {
                return docs(array);
            }
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a JSON array");
    }

    public boolean has(String name) {
        return present(name) != null;
    }

    /** The member as text, also a number or a truth value; empty if there is none. */
    public String text(String name) {
        JsonElement member = present(name);
        return member != null && member.isJsonPrimitive() ? member.getAsString() : "";
    }

    /** The member as a person reads it: a plain value as text, others as JSON; empty if there is none. */
    public String shown(String name) {
        JsonElement member = present(name);
        return member == null || member.isJsonPrimitive() ? text(name) : member.toString();
    }

    public boolean flag(String name) {
        return "true".equals(text(name));
    }

    public OptionalLong number(String name) {
        try {
            return has(name) ? OptionalLong.of(Math.round(Double.parseDouble(text(name)))) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The number, or 0. */
    public long count(String name) {
        return number(name).orElse(0);
    }

    public Doc doc(String name) {
        return present(name) instanceof JsonObject object ? new Doc(object) : empty();
    }

    public List<Doc> docs(String name) {
        return present(name) instanceof JsonArray array ? docs(array) : List.of();
    }

    /** The members of an array that are plain values, as text. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (present(name) instanceof JsonArray array) {
            for (JsonElement member : array) {
                if (member.isJsonPrimitive()) {
                    texts.add(member.getAsString());
                }
            }
        }
        return texts;
    }

    public List<String> names() {
        return List.copyOf(json.keySet());
    }

    /** As text that a person reads: one member a line. */
    public String pretty() {
        Gson gson = new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .serializeNulls()
                .create();
        return gson.toJson(json);
    }

    private @Nullable JsonElement present(String name) {
        JsonElement member = json.get(name);
        return member == null || member.isJsonNull() ? null : member;
    }

    private static List<Doc> docs(JsonArray array) {
        List<Doc> docs = new ArrayList<>();
        for (JsonElement member : array) {
            if (member instanceof JsonObject object) {
                docs.add(new Doc(object));
            }
        }
        return docs;
    }
}
