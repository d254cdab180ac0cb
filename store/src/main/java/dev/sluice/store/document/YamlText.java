package dev.sluice.store.document;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> text.append(" null\n");
            case Map<?, ?> map when map.isEmpty() -> text.append(" {}\n");
            case Map<?, ?> map -> {
                text.append('\n');
                entries(map, depth + 1, false);
            }
            case Iterable<?> list when !list.iterator().hasNext() -> text.append(" []\n");
            case Iterable<?> list -> {
                text.append('\n');
                items(list, depth, false);
            }
            default -> {
                text.append(' ');
                plain(value);
                text.append('\n');
            }
        }
    }

    private void items(Iterable<?> list, int depth, boolean inItem) {
        boolean first = inItem;
        for (Object item : list) {
            if (!first) {
                text.append("  ".repeat(depth));
            }
            first = false;
            text.append("- ");
            item(item, depth);
        }
    }

    private void item(@Nullable Object item, int depth) {
        switch (item) {
            case Map<?, ?> map when !map.isEmpty() -> entries(map, depth + 1, true);
            case Iterable<?> list when list.iterator().hasNext() -> items(list, depth + 1, true);
            case null, default -> {
                plain(item);
                text.append('\n');
            }
        }
    }

    private void plain(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case BigDecimal number -> text.append(number.toPlainString());
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Map<?, ?> map -> text.append("{}");
            case Iterable<?> list -> text.append("[]");
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
