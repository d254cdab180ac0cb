package dev.sluice.gateway.egress;

import dev.sluice.core.function.RequestKey;
import dev.sluice.core.invocation.Cookies;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.gateway.affinity.Query;

/** Reads keys from requests. */
final class RequestKeys {

    private RequestKeys() {}

    /** The value of a key; empty if the request has none. */
    static String value(RequestKey key, RequestHead head) {
        return switch (key) {
            case RequestKey.Header(String name) -> head.headers().first(name).orElse("");
            case RequestKey.Query(String name) -> Query.value(head.query(), name);
            case RequestKey.Cookie(String name) ->
                Cookies.value(head.headers(), name).orElse("");
            case RequestKey.Path(int segment) -> segment(head.path(), segment);
        };
    }

    private static String segment(String path, int number) {
        String[] segments = path.substring(1).split("/", number + 1);
        return segments.length < number ? "" : segments[number - 1];
    }
}
