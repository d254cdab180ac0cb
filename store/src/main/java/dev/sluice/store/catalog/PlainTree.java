package dev.sluice.store.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plainest part of YAML, just as this platform writes it: maps and lists of maps, two blanks for each level, whole
 * numbers, words, and quoted texts without escapes. A start reads many such trees, and a full reader takes ten times as long.
 */
final class PlainTree {

    private static final String DIGEST = "sha256:";
    private static final Set<String> NO_WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final String text;
    private int position;

    private PlainTree(String text) {
        this.text = text;
    }

    /** Empty if the text has anything else in it; it may be good YAML all the same. */
    static Optional<Map<String, @Nullable Object>> read(String text) {
        PlainTree tree = new PlainTree(text);
        try {
            Map<String, @Nullable Object> map = tree.map(0);
            return tree.position == text.length() ? Optional.of(map) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Map<String, @Nullable Object> map(int indent) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entry(map, indent);
        while (startsAt(indent) && text.charAt(position + indent) != '-') {
            position += indent;
            entry(map, indent);
        }
        return map;
    }

    /** Reads a key, from where it begins, and its value. */
    private void entry(Map<String, @Nullable Object> map, int indent) {
        int colon = position;
        while (colon < text.length() && Character.isLetter(text.charAt(colon))) {
            colon++;
        }
        String key = text.substring(position, colon);
        position = colon;
        skip(":");
        if (key.isEmpty() || map.containsKey(key)) {
            throw new IllegalArgumentException("no key of its own");
        }
        if (text.startsWith("\n", position)) {
            position++;
            map.put(key, nested(indent));
        } else {
            skip(" ");
            map.put(key, scalar(line()));
        }
    }

    private Object nested(int indent) {
        if (text.startsWith("- ", position + indent) && startsAt(indent)) {
            return list(indent);
        }
        if (!startsAt(indent + 2)) {
            throw new IllegalArgumentException("nothing below a key");
        }
        position += indent + 2;
        return map(indent + 2);
    }

    private List<Object> list(int indent) {
        List<Object> list = new ArrayList<>();
        while (startsAt(indent) && text.startsWith("- ", position + indent)) {
            position += indent + 2;
            list.add(map(indent + 2));
        }
        return list;
    }

    /** Whether the line here has so many blanks before its first character. */
    private boolean startsAt(int indent) {
        for (int i = 0; i < indent; i++) {
            if (position + i >= text.length() || text.charAt(position + i) != ' ') {
                return false;
            }
        }
        return position + indent < text.length() && " \n".indexOf(text.charAt(position + indent)) < 0;
    }

    private String line() {
        int end = text.indexOf('\n', position);
        if (end < 0) {
            throw new IllegalArgumentException("the last line has no end");
        }
        String line = text.substring(position, end);
        position = end + 1;
        return line;
    }

    private void skip(String expected) {
        if (!text.startsWith(expected, position)) {
            throw new IllegalArgumentException("something else than " + expected);
        }
        position += expected.length();
    }

    private static Object scalar(String line) {
        if (line.length() >= 2 && line.startsWith("\"") && line.indexOf('"', 1) == line.length() - 1) {
            if (line.indexOf('\\') < 0) {
                return line.substring(1, line.length() - 1);
            }
        } else if (digits(line, 0, 10) && !line.isEmpty()) {
            return number(line);
        } else if (isWord(line)) {
            return line;
        }
        throw new IllegalArgumentException("not a plain value");
    }

    private static Object number(String digits) {
        if (digits.length() > 18 || digits.startsWith("0") && digits.length() > 1) {
            throw new IllegalArgumentException("not a plain number");
        }
        return Long.parseLong(digits);
    }

    /** A word of letters, digits, points, slashes and hyphens that begins with a letter, or a digest. */
    private static boolean isWord(String line) {
        if (line.startsWith(DIGEST)) {
            return line.length() > DIGEST.length() && digits(line, DIGEST.length(), 16);
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '-' && c <= '9'))) {
                return false;
            }
        }
        return !line.isEmpty() && !NO_WORDS.contains(line.toLowerCase(Locale.ROOT));
    }

    /** Whether all from {@code begin} on are digits of a base, in lower case. */
    private static boolean digits(String line, int begin, int base) {
        for (int i = begin; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!(c >= '0' && c <= '9' || base > 10 && c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
