package dev.sluice.events.workqueue.call;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.time.Timers;
import dev.sluice.events.payload.GatheredAnswer;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadSpool;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call with a body in memory, ended when it has run too long: hears how it ends, and gathers what is answered. */
public final class ItemCall implements CallListener {

    private final ByteBuffer body;
    private final Duration deadline;
    private final Timers time;
    private final LateCall call = new LateCall();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final GatheredAnswer answer;
    private int status;
    private Headers headers = Headers.EMPTY;
    private volatile boolean expired;
    private Timers.@Nullable Alarm alarm;

    /**
     * How a call ended.
     *
     * @param body what was answered; nothing if that is in a file, or was too long
     * @param file where it is; empty if it is the body
     * @param whole whether that is all
     * @param expired whether it was ended because it ran longer than it may
     */
    public record End(
            Outcome outcome,
            int status,
            Headers headers,
            ByteBuffer body,
            Optional<Payload> file,
            boolean whole,
            boolean expired) {}

    /** @param call to cancel it */
    public record Started(CompletableFuture<End> end, Call call) {}

    private ItemCall(ByteBuffer body, AnswerRoom room, Duration deadline, Timers time) {
        this.body = body.duplicate();
        this.answer = new GatheredAnswer(
                room.inMemory(),
                _ -> room.beyond()
                        .filter(_ -> status / 100 == 2)
                        .map(files -> new PayloadSpool(files.drafts().get(), files.executor())));
        this.deadline = deadline;
        this.time = time;
    }

    /**
     * Makes a call.
     *
     * @param body what is sent, if the invocation's own is streamed
     * @param room where the answer is kept
     * @param deadline how long it may run, from when it has an instance
     */
    public static Started start(
            Invoker invoker, Invocation invocation, ByteBuffer body, AnswerRoom room, Duration deadline, Timers time) {
        ItemCall listener = new ItemCall(body, room, deadline, time);
        listener.call.become(invoker.invoke(invocation, listener));
        return new Started(listener.end, listener.call);
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        if (alarm == null) {
            alarm = time.at(time.nanos() + deadline.toNanos(), () -> {
                expired = true;
                call.cancel();
            });
        }
    }

    @Override
    public void credit(int bytes) {
        if (body.hasRemaining()) {
            int length = Math.min(bytes, body.remaining());
            call.write(body.slice(body.position(), length));
            body.position(body.position() + length);
            if (!body.hasRemaining()) {
                call.end(Headers.EMPTY);
            }
        }
    }

    @Override
    public void head(int answered, Headers fields) {
        status = answered;
        headers = fields;
    }

    @Override
    public void data(ByteBuffer bytes) {
        answer.take(bytes, call::grant);
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        if (alarm != null) {
            alarm.cancel();
        }
        boolean late = expired && outcome instanceof Outcome.Cancelled;
        var _ = answer.end(outcome.isAnswer()).whenComplete((all, fault) -> {
            if (fault == null) {
                end.complete(new End(
                        outcome, status, headers, ByteBuffer.wrap(all.body()), all.beyond(), all.whole(), late));
            } else {
                end.completeExceptionally(fault);
            }
        });
    }
}
