package dev.sluice.decorators.transform.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A JSON Pointer (RFC 6901): the way from the root of a document to one place in it.
 *
 * @param tokens the names and indices on the way, unescaped; none for the root
 */
record Pointer(List<String> tokens) {

    /** No leading zeros and no sign (RFC 6901, 4); more digits are beyond any array. */
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    Pointer {
        tokens = List.copyOf(tokens);
    }

    static boolean isPointer(String text) {
        for (int tilde = text.indexOf('~'); tilde >= 0; tilde = text.indexOf('~', tilde + 1)) {
            if (!text.startsWith("0", tilde + 1) && !text.startsWith("1", tilde + 1)) {
                return false;
            }
        }
        return text.isEmpty() || text.startsWith("/");
    }

    /** Throws {@link IllegalArgumentException} for what is no pointer. */
    static Pointer of(String text) {
        if (!isPointer(text)) {
            throw new IllegalArgumentException("'" + text + "' is no JSON pointer");
        }
        List<String> tokens = new ArrayList<>();
        for (int slash = text.isEmpty() ? -1 : 0; slash >= 0; ) {
            int next = text.indexOf('/', slash + 1);
            tokens.add(unescaped(text.substring(slash + 1, next < 0 ? text.length() : next)));
            slash = next;
        }
        return new Pointer(tokens);
    }

    /** {@code ~1} first, so that {@code ~01} becomes {@code ~1} (RFC 6901, 4). */
    private static String unescaped(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }

    /** The index that a token is; empty if it is none. */
    static OptionalInt index(String token) {
        return INDEX.matcher(token).matches() ? OptionalInt.of(Integer.parseInt(token)) : OptionalInt.empty();
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    /** The place that the last token is in; not to be asked of the root. */
    Pointer parent() {
        return new Pointer(tokens.subList(0, tokens.size() - 1));
    }

    /** Not to be asked of the root. */
    String last() {
        return tokens.getLast();
    }

    /** Whether {@code other} is a place inside of this one. */
    boolean leadsTo(Pointer other) {
        return tokens.size() < other.tokens.size()
                && other.tokens.subList(0, tokens.size()).equals(tokens);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append('/').append(token.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
