package dev.sluice.events.call;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.payload.Payload;
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
 * @param callback where the outcome is sent to; empty if nowhere
 */
public record QueuedCall(
        InvocationId id,
        FunctionName function,
        Instant accepted,
        RequestHead head,
        Payload body,
        CallTerms terms,
        Optional<URI> callback) {

    /** One whose body is at hand. */
    public QueuedCall(
            InvocationId id,
            FunctionName function,
            Instant accepted,
            RequestHead head,
            ByteBuffer body,
            CallTerms terms,
            Optional<URI> callback) {
        this(id, function, accepted, head, Payload.of(body), terms, callback);
    }

    /** The same, accepted at that time. */
    public QueuedCall acceptedAt(Instant time) {
        return new QueuedCall(id, function, time, head, body, terms, callback);
    }

    /** The same with another head. */
    public QueuedCall with(RequestHead other) {
        return new QueuedCall(id, function, accepted, other, body, terms, callback);
    }

    /** The same with its body at another place. */
    public QueuedCall with(Payload other) {
        return new QueuedCall(id, function, accepted, head, other, terms, callback);
    }
}
