package dev.sluice.gateway.affinity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Parameters in the query of a request, as HTML forms write them. */
public final class Query {

    private Query() {}

    /** The value of the first parameter called so, decoded; empty if there is none, or it is no text. */
    public static String value(String query, String name) {
        for (int from = 0; from < query.length(); ) {
            int next = query.indexOf('&', from);
            int end = next < 0 ? query.length() : next;
            int equals = query.indexOf('=', from);
            if (equals >= 0 && equals < end && name.equals(decoded(query.substring(from, equals)))) {
                return decoded(query.substring(equals + 1, end));
            }
            from = end + 1;
        }
        return "";
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
