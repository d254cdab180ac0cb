package dev.sluice.events.call;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What the head of a kept call tells its function of the past, in header fields: when it was accepted first, for when it was meant, and
 * the last progress of an attempt before. A dead letter keeps this head, so it stays through a redrive.
 */
public final class CallHead {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private CallHead() {}

    /** The head of a call with these fields; {@code progress} has no byte if there is none. */
    public static RequestHead of(QueuedCall call, ByteBuffer progress) {
        RequestHead head = call.head();
        Headers headers = head.headers();
        if (headers.first(Invocation.ACCEPTED).isEmpty()) {
            headers = headers.plus(Invocation.ACCEPTED, call.accepted().toString());
        }
        if (headers.first(Invocation.SCHEDULED).isEmpty()
                && call.terms().notBefore().isPresent()) {
            headers = headers.plus(
                    Invocation.SCHEDULED, call.terms().notBefore().get().toString());
        }
        return new RequestHead(head.method(), head.path(), head.query(), with(headers, progress));
    }

    /** These fields, with the one that tells this progress; {@code progress} has no byte if there is none. */
    public static Headers with(Headers headers, ByteBuffer progress) {
        return progress.hasRemaining()
                ? headers.with(
                        Invocation.PROGRESS,
                        StandardCharsets.ISO_8859_1
                                .decode(Base64.getEncoder().encode(progress.duplicate()))
                                .toString())
                : headers;
    }

    /** The progress that the head of a call tells; no byte if it tells none. */
    public static ByteBuffer progress(QueuedCall call) {
        return call.head()
                .headers()
                .first(Invocation.PROGRESS)
                .map(told -> ByteBuffer.wrap(Base64.getDecoder().decode(told)))
                .orElseGet(NOTHING::duplicate);
    }
}
