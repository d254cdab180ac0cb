package dev.sluice.events.trigger;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call of a function with an event or a batch of them: hears how it ends, and what the function says of each event. */
public final class EventCall implements CallListener {

    /** How much of an answer is read: 1 MiB; of one that is longer, nothing is heard. */
    public static final int MOST = 1 << 20;

    private final boolean wanted;
    private final Optional<String> trace;
    private final LateCall call = new LateCall();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private int status;
    private Headers headers = Headers.EMPTY;
    private boolean listens;
    private boolean tooLong;
    private @Nullable ByteBuffer progress;

    /**
     * How a call ended, with the last progress that it told; of an answer that nobody listens to, the head alone is there.
     *
     * @param trace of whoever made the call, as W3C Trace Context has it; empty if there is none
     */
    public record End(Outcome outcome, EventAnswer answer, Optional<ByteBuffer> progress, Optional<String> trace) {}

    private EventCall(boolean wanted, Optional<String> trace) {
        this.wanted = wanted;
        this.trace = trace;
    }

    /** {@code wanted}: whether anybody listens to what the function says. */
    public static CompletionStage<End> make(Invoker invoker, Invocation invocation, boolean wanted) {
        return make(invoker, invocation, wanted, Optional.empty());
    }

    /**
     * The same of a call that is part of a trace: the invocation goes on with it.
     *
     * @param trace of whoever makes the call, a valid {@code traceparent}
     */
    public static CompletionStage<End> make(
            Invoker invoker, Invocation invocation, boolean wanted, Optional<String> trace) {
        EventCall listener = new EventCall(wanted, trace);
        listener.call.become(invoker.invoke(invocation, listener));
        return listener.end;
    }

    @Override
    public String parentSpan() {
        return trace.map(TraceParent::span).orElse("");
    }

    @Override
    public void credit(int bytes) {}

    @Override
    public void head(int answered, Headers fields) {
        status = answered;
        listens = wanted && answered / 100 == 2;
        headers = fields;
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (listens && answer.size() + length <= MOST) {
            byte[] copy = new byte[length];
            bytes.get(copy);
            answer.write(copy, 0, length);
        } else {
            tooLong |= listens;
            listens = false;
            answer.reset();
        }
        call.grant(length);
    }

    @Override
    public void progress(ByteBuffer bytes) {
        progress = ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        end.complete(new End(
                outcome,
                new EventAnswer(status, headers, answer.toByteArray(), !tooLong),
                Optional.ofNullable(progress),
                trace));
    }
}
