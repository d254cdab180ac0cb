package dev.sluice.events.call;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that was accepted, and for which nobody waits.
 *
 * @param id stays the same through all attempts, and through a redrive; two calls with one id are one call
 * @param accepted when it was accepted: its age counts from then
 * @param head as its function is to see it; it must hold no credentials, for it is stored
 * @param body at most {@link #MAX_BODY} bytes; read-only
 * @param callback where the outcome is sent to; empty if nowhere
 */
public record QueuedCall(
        InvocationId id,
        FunctionName function,
        Instant accepted,
        RequestHead head,
        ByteBuffer body,
        CallTerms terms,
        Optional<URI> callback) {

    /** 1 MiB. */
    public static final int MAX_BODY = 1024 * 1024;

    public QueuedCall {
        if (body.remaining() > MAX_BODY) {
            throw new IllegalArgumentException("the body of a call that waits has at most " + MAX_BODY
                    + " bytes, this one has " + body.remaining());
        }
        body = body.slice().asReadOnlyBuffer();
    }

    /** The same, accepted at that time. */
    public QueuedCall acceptedAt(Instant time) {
        return new QueuedCall(id, function, time, head, body, terms, callback);
    }

    /** The same with another head. */
    public QueuedCall with(RequestHead other) {
        return new QueuedCall(id, function, accepted, other, body, terms, callback);
    }

    /** A view of its own for each caller, from the first byte on. */
    @Override
    public ByteBuffer body() {
        return body.duplicate();
    }
}
