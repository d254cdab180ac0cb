package dev.sluice.gateway.document;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes trees as YAML (1.2, block style). A text stands without quotes only if every reader takes it for just that text;
 * otherwise it is quoted with all that could be mistaken escaped, so that it comes back as it was.
 */
final class YamlText {

    private static final Pattern WORD =
            Pattern.compile("[A-Za-z/][A-Za-z0-9._/$-]*|\\d{1,12}(ms|s|m|h|Mi|Gi)|sha256:[0-9a-f]+");
    private static final Set<String> NO_WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder text = new StringBuilder(1024);

    String write(Map<?, ?> tree) {
        entries(tree, 0, false);
        return text.toString();
    }

    private void entries(Map<?, ?> map, int depth, boolean inItem) {
        boolean first = inItem;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) {
                text.append("  ".repeat(depth));
            }
            first = false;
            scalar(String.valueOf(entry.getKey()));
            text.append(':');
            value(entry.getValue(), depth);
        }
    }

    private void value(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> text.append(" {}\n");
            case Map<?, ?> map -> {
                text.append('\n');
                entries(map, depth + 1, false);
            }
            case Iterable<?> list when !list.iterator().hasNext() -> text.append(" []\n");
            case Iterable<?> list -> {
                text.append('\n');
                list.forEach(item -> item(item, depth));
            }
            default -> {
                text.append(' ');
                plain(value);
                text.append('\n');
            }
        }
    }

    private void item(Object item, int depth) {
        text.append("  ".repeat(depth)).append("- ");
        if (item instanceof Map<?, ?> map && !map.isEmpty()) {
            entries(map, depth + 1, true);
        } else {
            plain(item);
            text.append('\n');
        }
    }

    private void plain(Object value) {
        switch (value) {
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Map<?, ?> map -> text.append("{}");
            case String string -> scalar(string);
            default -> throw new IllegalArgumentException("cannot write a " + value.getClass() + " as YAML");
        }
    }

    private void scalar(String string) {
        if (WORD.matcher(string).matches() && !NO_WORDS.contains(string.toLowerCase(Locale.ROOT))) {
            text.append(string);
            return;
        }
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            character(string.charAt(i));
        }
        text.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').append(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                // Line breaks of Unicode, byte order marks and the like would be lost or folded.
                if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c >= 0xfeff) {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
