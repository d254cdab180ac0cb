package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;

/**
 * A request that was refused before anything but its syntax was looked at.
 *
 * @param client the address that it came from, empty if nobody knows
 * @param path as it was sent, without a query
 * @param problem what its sender is told, with the id
 */
public record RefusedRequest(InvocationId id, String client, String method, String path, Problem problem) {

    /** The header field of the answer that has the id, as of each answer to a call. */
    static final String ID_FIELD = "Sluice-Invocation";

    /** {@code target} may have a query. */
    static RefusedRequest of(Throwable cause, String client, String method, String target) {
        InvocationId id = InvocationId.next(System.currentTimeMillis());
        int query = target.indexOf('?');
        return new RefusedRequest(
                id,
                client,
                method,
                query < 0 ? target : target.substring(0, query),
                Refusals.problem(cause).during(id));
    }
}
