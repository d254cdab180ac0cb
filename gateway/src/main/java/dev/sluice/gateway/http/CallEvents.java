package dev.sluice.gateway.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a call since the last batch, to be handed from the event loop of its instance to that of its caller
 * in one piece. Filled by the one, then read by the other.
 */
final class CallEvents {

    int credit;

    /** As in {@link dev.sluice.core.invocation.CallListener#earlyHints}, each for itself. */
    List<Headers> hints = List.of();

    /** 0: the answer did not begin in here. */
    int status;

    Headers headers = Headers.EMPTY;

    @Nullable
    Buffer body;

    Headers trailers = Headers.EMPTY;

    /** As in {@link dev.sluice.core.invocation.CallListener#unanswered}. */
    Headers problemFields = Headers.EMPTY;

    /** Set in the last batch of a call. */
    @Nullable
    Outcome outcome;

    Timings timings = Timings.NONE;

    void hint(Headers fields) {
        if (hints.isEmpty()) {
            hints = new ArrayList<>(1);
        }
        hints.add(fields);
    }

    void add(ByteBuffer bytes) {
        Buffer all = body;
        int length = bytes.remaining();
        if (all == null) {
            all = Buffer.buffer(length);
            body = all;
        }
        if (bytes.hasArray()) {
            all.appendBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        } else {
            byte[] copy = new byte[length];
            bytes.get(bytes.position(), copy);
            all.appendBytes(copy);
        }
    }
}
