package dev.sluice.events.schedule;

import dev.sluice.core.json.JsonStrings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the tree of an input, as settings hold it, as JSON (RFC 8259). */
final class InputJson {

    private InputJson() {}

    static void write(StringBuilder json, @Nullable Object tree) {
        switch (tree) {
            case null -> json.append("null");
            case Map<?, ?> map -> members(json, map);
            case List<?> list -> elements(json, list);
            // A number that JSON has no form for is written as text.
            case Double number when !Double.isFinite(number) -> JsonStrings.quote(json, number.toString());
            case Number number -> json.append(number);
            case Boolean truth -> json.append(truth);
            default -> JsonStrings.quote(json, tree.toString());
        }
    }

    private static void members(StringBuilder json, Map<?, ?> map) {
        json.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : map.entrySet()) {
            json.append(first ? "" : ",");
            JsonStrings.quote(json, String.valueOf(member.getKey()));
            json.append(':');
            write(json, member.getValue());
            first = false;
        }
        json.append('}');
    }

    private static void elements(StringBuilder json, List<?> list) {
        json.append('[');
        boolean first = true;
        for (Object element : list) {
            json.append(first ? "" : ",");
            write(json, element);
            first = false;
        }
        json.append(']');
    }
}
