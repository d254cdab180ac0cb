package dev.sluice.events.attempt;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One attempt: hands the body over as it is asked for, and gathers the answer, of which 1 MiB is kept at most. */
final class AttemptListener implements CallListener {

    /** What may be kept of an answer. */
    static final int MAX_ANSWER = 1024 * 1024;

    private final ByteBuffer rest;
    private final Consumer<ByteBuffer> progress;
    private final LateCall call = new LateCall();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private Headers headers = Headers.EMPTY;
    private boolean whole = true;

    private AttemptListener(ByteBuffer body, Consumer<ByteBuffer> progress) {
        this.rest = body;
        this.progress = progress;
    }

    /** @param call to cancel it */
    record Started(CompletableFuture<Ended> ended, Call call) {}

    /**
     * Starts an invocation with this body, if it is {@link Body.Streamed}.
     *
     * @param progress is told how far it has come; the bytes are valid only during that call, and it must not block
     */
    static Started start(Invoker invoker, Invocation invocation, ByteBuffer body, Consumer<ByteBuffer> progress) {
        AttemptListener listener = new AttemptListener(body, progress);
        listener.call.become(invoker.invoke(invocation, listener));
        return new Started(listener.ended, listener.call);
    }

    @Override
    public void credit(int bytes) {
        if (rest.hasRemaining()) {
            int length = Math.min(bytes, rest.remaining());
            call.write(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
            if (!rest.hasRemaining()) {
                call.end(Headers.EMPTY);
            }
        }
    }

    @Override
    public void head(int status, Headers fields) {
        headers = fields;
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (whole && answer.size() + length <= MAX_ANSWER) {
            byte[] piece = new byte[length];
            bytes.duplicate().get(piece);
            answer.writeBytes(piece);
        } else {
            whole = false;
            answer.reset();
        }
        call.grant(length);
    }

    @Override
    public void progress(ByteBuffer bytes) {
        progress.accept(bytes);
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        ByteBuffer body = ByteBuffer.wrap(answer.toByteArray());
        ended.complete(new Ended(outcome, headers, body, whole));
    }
}
