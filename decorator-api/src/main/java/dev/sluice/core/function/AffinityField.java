package dev.sluice.core.function;

import java.util.Map;
import java.util.regex.Pattern;

/** The part of a call whose value is its key: calls with the same key go to the same instance. */
public sealed interface AffinityField {

    /** How it is written. */
    String RULE = "header NAME, query NAME, json POINTER, cookie NAME, cookie, or address, as in header X-User";

    /** The value of a header field, the first one. */
    record Header(String name) implements AffinityField {
        public Header {
            check(name, "a header field");
        }
    }

    /** The value of a parameter in the query, the first one, decoded. */
    record Query(String name) implements AffinityField {

        private static final Pattern NAME = Pattern.compile("[^\\x00-\\x20\\x7f&=#]{1,100}");

        public Query {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + TreeValues.shown(name) + "' cannot be the name of a parameter in a query");
            }
        }
    }

    /** The text, number or truth value in a JSON body that a pointer (RFC 6901) leads to. */
    record Json(String pointer) implements AffinityField {

        private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

        public Json {
            if (pointer.length() > 200 || !POINTER.matcher(pointer).matches()) {
                throw new IllegalArgumentException(
                        "'" + TreeValues.shown(pointer)
                                + "' cannot be a JSON pointer: it begins with / and has at most 200 characters, as in /user/id");
            }
        }
    }

    /** The value of a cookie, which the platform sets where a caller has none. */
    record Cookie(String name) implements AffinityField {

        /** That of a cookie whose name is not told. */
        public static final String USUAL = "sluice-affinity";

        public Cookie {
            check(name, "a cookie");
        }
    }

    /** The network address of who calls; an IPv6 address by its first 64 bits. */
    record Address() implements AffinityField {}

    /** Reads what somebody wrote; throws {@link IllegalArgumentException} with a sentence if it is none. */
    static AffinityField parse(Object written) {
        String text = written instanceof Map<?, ?> map && map.size() == 1
                ? map.entrySet().iterator().next().getKey() + " "
                        + map.entrySet().iterator().next().getValue()
                : TreeValues.scalar(written).orElse("");
        String[] words = text.strip().split("\\s+", -1);
        return switch (words[0]) {
            case "header" -> new Header(name(words));
            case "query" -> new Query(name(words));
            case "json" -> new Json(name(words));
            case "cookie" -> new Cookie(words.length == 1 ? Cookie.USUAL : name(words));
            case "address" -> address(words);
            default ->
                throw new IllegalArgumentException(
                        text.isBlank()
                                ? "it is no part of a call"
                                : "'" + TreeValues.shown(text) + "' is no part of a call that can be a key");
        };
    }

    /** As {@link #parse} reads it. */
    default String written() {
        return switch (this) {
            case Header(String name) -> "header " + name;
            case Query(String name) -> "query " + name;
            case Json(String pointer) -> "json " + pointer;
            case Cookie(String name) -> "cookie " + name;
            case Address() -> "address";
        };
    }

    private static String name(String[] words) {
        if (words.length != 2) {
            throw new IllegalArgumentException("'" + words[0] + "' is followed by "
                    + (words.length == 1 ? "nothing" : words.length - 1 + " words")
                    + ": one word must say which one");
        }
        return words[1];
    }

    private static AffinityField address(String[] words) {
        if (words.length != 1) {
            throw new IllegalArgumentException("'address' stands alone");
        }
        return new Address();
    }

    /** Both are tokens (RFC 9110, 5.6.2; RFC 6265, 4.1.1). */
    private static void check(String name, String what) {
        if (!name.matches("[0-9A-Za-z!#$%&'*+.^_`|~-]{1,100}")) {
            throw new IllegalArgumentException("'" + TreeValues.shown(name) + "' cannot be the name of " + what);
        }
    }
}
