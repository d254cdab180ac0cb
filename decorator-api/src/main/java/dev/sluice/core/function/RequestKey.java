package dev.sluice.core.function;

import java.util.Map;

/** The part of an HTTP request whose value is its key. */
public sealed interface RequestKey {

    /** How it is written. */
    String RULE = "header NAME, query NAME, cookie NAME, or path N, as in header X-User";

    /** The value of a header field, the first one. */
    record Header(String name) implements RequestKey {
        public Header {
            new AffinityField.Header(name);
        }
    }

    /** The value of a parameter in the query, the first one, decoded. */
    record Query(String name) implements RequestKey {
        public Query {
            new AffinityField.Query(name);
        }
    }

    /** The value of a cookie. */
    record Cookie(String name) implements RequestKey {
        public Cookie {
            new AffinityField.Cookie(name);
        }
    }

    /**
     * A segment of the path as it was sent.
     *
     * @param segment counted from 1, at most 32
     */
    record Path(int segment) implements RequestKey {
        public Path {
            if (segment < 1 || segment > 32) {
                throw new IllegalArgumentException("the segments of a path are counted from 1 to 32, not " + segment);
            }
        }
    }

    /** Reads what somebody wrote, {@code header X-User} or {@code {header: X-User}}; throws {@link IllegalArgumentException} with a sentence if it is none. */
    static RequestKey parse(Object written) {
        String text = written instanceof Map<?, ?> map && map.size() == 1
                ? map.entrySet().iterator().next().getKey() + " "
                        + map.entrySet().iterator().next().getValue()
                : TreeValues.scalar(written).orElse("");
        String[] words = text.strip().split("\\s+", -1);
        if (words.length != 2) {
            throw refused(text);
        }
        return switch (words[0]) {
            case "header" -> new Header(words[1]);
            case "query" -> new Query(words[1]);
            case "cookie" -> new Cookie(words[1]);
            case "path" -> new Path(segment(words[1], text));
            default -> throw refused(text);
        };
    }

    /** As {@link #parse} reads it. */
    default String written() {
        return switch (this) {
            case Header(String name) -> "header " + name;
            case Query(String name) -> "query " + name;
            case Cookie(String name) -> "cookie " + name;
            case Path(int segment) -> "path " + segment;
        };
    }

    private static int segment(String word, String text) {
        if (!word.matches("\\d{1,2}")) {
            throw refused(text);
        }
        return Integer.parseInt(word);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "'" + TreeValues.shown(text) + "' is no part of a request that can be a key");
    }
}
