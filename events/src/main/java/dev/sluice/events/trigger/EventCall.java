package dev.sluice.events.trigger;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.events.payload.GatheredAnswer;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadSpool;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One call of a function with an event or a batch of them: hears how it ends, and what the function says of each event. */
public final class EventCall implements CallListener {

    /** How much of an answer is read: 1 MiB; of one that is longer, nothing is heard, unless it is kept in a file. */
    public static final int MOST = 1 << 20;

    /** Threads that may wait for the disk. */
    private static final Executor DISK =
            task -> Thread.ofVirtual().name("sluice-long-answer").start(task);

    private final boolean wanted;
    private final Optional<String> trace;
    private final LateCall call = new LateCall();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final GatheredAnswer answer;
    private int status;
    private Headers headers = Headers.EMPTY;
    private boolean listens;
    private @Nullable ByteBuffer progress;

    /**
     * How a call ended, with the last progress that it told; of an answer that nobody listens to, the head alone is there.
     *
     * @param trace of whoever made the call, as W3C Trace Context has it; empty if there is none
     */
    public record End(Outcome outcome, EventAnswer answer, Optional<ByteBuffer> progress, Optional<String> trace) {}

    private EventCall(boolean wanted, Optional<String> trace, LongAnswers longAnswers) {
        this.wanted = wanted;
        this.trace = trace;
        this.answer = new GatheredAnswer(
                MOST, start -> longAnswers.draft(headers, start).map(draft -> new PayloadSpool(draft, DISK)));
    }

    /** {@code wanted}: whether anybody listens to what the function says. */
    public static CompletionStage<End> make(Invoker invoker, Invocation invocation, boolean wanted) {
        return make(invoker, invocation, wanted, Optional.empty(), LongAnswers.LOST);
    }

    /**
     * The same of a call that is part of a trace: the invocation goes on with it.
     *
     * @param trace of whoever makes the call, a valid {@code traceparent}
     * @return completes exceptionally if a long answer could not be kept
     */
    public static CompletionStage<End> make(
            Invoker invoker, Invocation invocation, boolean wanted, Optional<String> trace, LongAnswers longAnswers) {
        EventCall listener = new EventCall(wanted, trace, longAnswers);
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
        if (listens) {
            answer.take(bytes, call::grant);
        } else {
            call.grant(bytes.remaining());
        }
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
        var _ = answer.end(outcome.isAnswer()).whenComplete((all, fault) -> {
            if (fault == null) {
                end.complete(new End(outcome, answer(all), Optional.ofNullable(progress), trace));
            } else {
                end.completeExceptionally(fault);
            }
        });
    }

    private EventAnswer answer(GatheredAnswer.All all) {
        Optional<Payload.Kept> kept = all.beyond().flatMap(EventCall::kept);
        return new EventAnswer(
                status, headers, all.body(), all.whole() && all.beyond().isEmpty(), kept);
    }

    private static Optional<Payload.Kept> kept(Payload payload) {
        return payload instanceof Payload.Kept kept ? Optional.of(kept) : Optional.empty();
    }
}
