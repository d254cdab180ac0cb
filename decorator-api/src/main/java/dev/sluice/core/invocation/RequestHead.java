package dev.sluice.core.invocation;

import java.util.Set;

/**
 * What comes before an invocation's body. An invocation that is not HTTP has method {@code POST}, path {@code /} and its
 * attributes as headers, as in the binary mode of the CloudEvents HTTP binding 1.0.2.
 *
 * @param path what follows the function's own prefix, still percent-encoded, beginning with {@code /}
 * @param query what follows the question mark, still percent-encoded; empty when there is none
 * @param headers end-to-end headers only, {@code traceparent} among them
 */
public record RequestHead(String method, String path, String query, Headers headers) {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    /** Whether its method says that it does no more harm twice than once (RFC 9110, 9.2.2). */
    public boolean isIdempotent() {
        return IDEMPOTENT.contains(method);
    }
}
