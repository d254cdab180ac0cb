package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where answers come from: a path of the function and what counts of the query. A change invalidates all that is there. */
record CacheTarget(String path, String query) {

    static CacheTarget of(RequestHead head, List<String> counted) {
        return new CacheTarget(head.path(), counted(head.query(), counted));
    }

    /** Its hash, the same in all processes. */
    int place() {
        return 31 * path.hashCode() + query.hashCode();
    }

    private static String counted(String query, List<String> counted) {
        if (counted.isEmpty()) {
            return query;
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> counted.contains(pair.split("=", 2)[0]))
                .collect(Collectors.joining("&"));
    }

    /**
     * The place that an answer names with {@code field}, as the function or as its callers see it, if it is one of this
     * function's (RFC 9111, 4.4).
     *
     * @param prefix what callers write before the function's own paths
     */
    static Optional<CacheTarget> named(
            String field, Headers answer, RequestHead request, String prefix, List<String> counted) {
        return answer.first(field).flatMap(text -> {
            try {
                String here = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
                URI there = new URI(here.isEmpty() ? "/" : here).resolve(new URI(text));
                boolean ours = there.getRawAuthority() == null
                        || request.headers().all("host").contains(there.getRawAuthority());
                String path = there.getRawPath();
                if (!ours || path == null) {
                    return Optional.empty();
                }
                String own = path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
                String query = there.getRawQuery();
                return Optional.of(new CacheTarget(own, counted(query == null ? "" : query, counted)));
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
        });
    }
}
