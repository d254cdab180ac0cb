package dev.sluice.pipeline;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Writes documents: maps, lists, texts, whole numbers and truth values, two blanks deeper at each level. */
final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String write(Map<String, Object> document) {
        Json json = new Json();
        json.value(document, 0);
        return json.out.append('\n').toString();
    }

    private void value(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            if (depth > 2 || map.isEmpty()) {
                inLine(map);
            } else {
                inLines(map, depth);
            }
        } else if (value instanceof Collection<?> list) {
            out.append('[');
            for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
                value(each.next(), 4);
                out.append(each.hasNext() ? ", " : "");
            }
            out.append(']');
        } else if (value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else {
            text(value.toString());
        }
    }

    private void inLine(Map<?, ?> map) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator(); each.hasNext(); ) {
            member(each.next(), 4);
            out.append(each.hasNext() ? ", " : "");
        }
        out.append('}');
    }

    private void inLines(Map<?, ?> map, int depth) {
        out.append("{\n");
        for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator(); each.hasNext(); ) {
            out.append("  ".repeat(depth + 1));
            member(each.next(), depth);
            out.append(each.hasNext() ? ",\n" : "\n");
        }
        out.append("  ".repeat(depth)).append('}');
    }

    private void member(Map.Entry<?, ?> member, int depth) {
        text((String) member.getKey());
        out.append(": ");
        value(member.getValue(), depth + 1);
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
