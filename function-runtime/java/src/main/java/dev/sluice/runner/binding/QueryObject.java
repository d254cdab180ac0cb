package dev.sluice.runner.binding;

import com.google.gson.JsonPrimitive;
import java.lang.reflect.Type;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query, or the fields of a form, which can stand for a JSON object: each parameter a member; one
 * that repeats, or that the type wants as a list, a list. Texts become numbers and booleans where the type wants those.
 */
public final class QueryObject {

    private final Map<String, List<String>> parameters;

    private QueryObject(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads {@code a=1&b=2}, percent-encoded, {@code +} for a blank.
     *
     * @throws BadInputException if a percent sign is not followed by two hexadecimal digits
     */
    public static QueryObject parse(String query) throws BadInputException {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            }
        }
        return new QueryObject(parameters);
    }

    private static String decode(String text) throws BadInputException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the query is not percent-encoded as it should be: '" + text + "'");
        }
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        List<String> values = parameters.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    /** The object as JSON that suits a type whose members are of these types. */
    String json(Map<String, Type> members) {
        StringBuilder json = new StringBuilder("{");
        parameters.forEach((name, values) -> {
            Type member = members.getOrDefault(name, Object.class);
            json.append(json.length() > 1 ? "," : "")
                    .append(new JsonPrimitive(name))
                    .append(':');
            if (isList(member)) {
                Type element = element(member);
                List<String> elements =
                        values.stream().map(value -> value(element, value)).toList();
                json.append('[').append(String.join(",", elements)).append(']');
            } else {
                json.append(value(member, values.get(values.size() - 1)));
            }
        });
        return json.append('}').toString();
    }

    private static boolean isList(Type type) {
        Class<?> raw = GenericTypes.raw(type);
        return raw == Iterable.class || Collection.class.isAssignableFrom(raw) || raw.isArray() && raw != byte[].class;
    }

    private static Type element(Type list) {
        Class<?> raw = GenericTypes.raw(list);
        if (raw.isArray()) {
            return raw.getComponentType();
        }
        return GenericTypes.arguments(list, Iterable.class)
                .map(arguments -> arguments.get(0))
                .orElse(Object.class);
    }

    private static String value(Type type, String text) {
        Class<?> raw = GenericTypes.raw(type);
        if (raw == Optional.class) {
            Type held = GenericTypes.arguments(type, Optional.class)
                    .map(arguments -> arguments.get(0))
                    .orElse(Object.class);
            return value(held, text);
        }
        String expected = Expected.of(raw);
        boolean number = expected.contains(" number") || raw.getName().startsWith("java.util.Optional");
        boolean literal = number && ValueAdapter.NUMBER.matcher(text).matches()
                || expected.equals(Expected.BOOLEAN) && (text.equals("true") || text.equals("false"));
        return literal ? text : new JsonPrimitive(text).toString();
    }
}
