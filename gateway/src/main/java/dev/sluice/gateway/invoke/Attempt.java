package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.runner.StreamEnd;
import dev.sluice.core.runner.StreamListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One try to run an invocation: waits for a slot, then owns the stream on that instance. Checks the answer, hands it on,
 * and says what outcome the end on the wire is.
 *
 * <p>The caller's thread writes, grants and cancels at any moment; the pool tells {@link #granted} or {@link #refused} on
 * any thread; from then on everything is told by the link, one after the other. {@link #decided} says who was first: the
 * pool, or a caller that cancels. What a caller asks for before the stream is known is kept by the {@link PooledCall} and
 * by {@link #stopping}: both sides write before they read, so one of them sees it.
 */
final class Attempt implements SlotWaiter, StreamListener {

    /** The header field that tells a function with exclusive shards the fencing token of its shard. */
    private static final String TOKEN = "Sluice-Shard-Token";

    private static final SlotTicket NO_TICKET = () -> {};

    private final PooledCall call;
    private final Invocation invocation;
    private final long key;
    private final CallListener listener;
    private final AnswerCheck check;
    private final AtomicBoolean decided = new AtomicBoolean();
    private volatile SlotTicket ticket = NO_TICKET;
    private volatile boolean stopping;
    private volatile @Nullable Outcome preempted;
    private volatile Call stream = EndedCall.INSTANCE;

    // The rest belongs to whoever tells what happens.
    private @Nullable Slot slot;
    private long sentNanos;
    private boolean told;
    private boolean begun;

    Attempt(PooledCall call, Invocation invocation, long key, CallListener listener) {
        this.call = call;
        this.invocation = invocation;
        this.key = key;
        this.listener = listener;
        this.check = new AnswerCheck(invocation.head().method());
    }

    // ---- the caller

    /** What the caller writes, grants and cancels goes there; it leads nowhere before there is an instance. */
    Call stream() {
        return stream;
    }

    /** The caller has gone. */
    void cancel() {
        stop();
        if (decided.compareAndSet(false, true)) {
            ticket.abandon();
            call.over(new Outcome.Cancelled(), 0);
        }
    }

    /** Ends the invocation on its instance, now or as soon as it has reached one. */
    private void stop() {
        stopping = true;
        stream.cancel();
    }

    // ---- the pool

    void acquire(Slots slots) {
        SlotTicket place = slots.acquire(invocation.terms(), this);
        ticket = place;
        if (stopping) {
            place.abandon();
        }
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public void refused(Outcome why, Timings waited) {
        if (decided.compareAndSet(false, true)) {
            call.refused(why, waited);
        }
    }

    @Override
    public void preempted(Outcome why) {
        preempted = why;
        stop();
    }

    @Override
    public void granted(Slot granted, Timings waited) {
        if (!decided.compareAndSet(false, true)) {
            granted.release(new Outcome.Cancelled());
            return;
        }
        if (call.isTooLate()) {
            granted.release(new Outcome.Cancelled());
            call.refused(PooledCall.tooLate(), waited);
            return;
        }
        if (!invocation.terms().allows(granted.version().number())) {
            granted.release(new Outcome.Cancelled());
            call.refused(PooledCall.replaced(granted.version().label()), waited);
            return;
        }
        if (!call.isFor(granted)) {
            granted.release(new Outcome.Cancelled());
            call.elsewhere(waited);
            return;
        }
        if (!granted.owns()) {
            granted.release(new Outcome.Cancelled());
            call.notOwned(granted, waited);
            return;
        }
        slot = granted;
        sentNanos = System.nanoTime();
        call.started(granted, waited);
        opened(granted.link().open(told(granted), budget(granted), this));
    }

    /** The call with the fencing token of who owns its shard, if somebody must. */
    private Invocation told(Slot granted) {
        OptionalLong token = granted.shard().map(Shard::token).orElse(OptionalLong.empty());
        if (token.isEmpty()) {
            return invocation;
        }
        RequestHead head = invocation.head();
        return invocation.with(new RequestHead(
                head.method(),
                head.path(),
                head.query(),
                head.headers().with(TOKEN, Long.toString(token.getAsLong()))));
    }

    private Duration budget(Slot granted) {
        return RunBudget.of(granted.version(), invocation.terms());
    }

    // ---- the link

    /**
     * Told by the link and by {@link #granted}, in either order. On the link's own thread the second time must change nothing:
     * the caller may have written by then, and an end that is asked for there would overtake what it wrote.
     */
    @Override
    public void opened(Call opened) {
        if (stream == opened) {
            return;
        }
        stream = opened;
        Headers last = call.requestEnd();
        if (last != null) {
            opened.end(last);
        }
        if (stopping) {
            opened.cancel();
        }
    }

    @Override
    public void credit(int bytes) {
        listener.credit(bytes);
    }

    @Override
    public void head(int status, Headers headers) {
        if (check.head(status, headers)) {
            begun = true;
            listener.head(status, headers);
        } else {
            stop();
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (check.body(bytes.remaining())) {
            listener.data(bytes);
        } else {
            stop();
        }
    }

    @Override
    public void end(Headers trailers) {
        if (check.end(trailers)) {
            listener.end(trailers);
        }
    }

    @Override
    public void progress(ByteBuffer bytes) {
        listener.progress(bytes);
    }

    @Override
    public void settled() {
        listener.settled();
    }

    /** The caller is told now; the slot stays taken until {@link #finished}. */
    @Override
    public void abandoned() {
        held().abandoned();
        tell(askedFor(check.fault().isEmpty() ? cancelledByNobody() : badAnswer()));
    }

    @Override
    public void finished(StreamEnd end) {
        switch (end) {
            case StreamEnd.Answered(int status) ->
                over(check.fault().isEmpty() ? new Outcome.Succeeded(status) : badAnswer());
            case StreamEnd.Failed(InvokeFault fault, FunctionError error) -> failed(fault, error);
            case StreamEnd.TooLarge(String detail) ->
                over(new Outcome.PlatformFault(
                        Component.GATEWAY,
                        "head_too_large",
                        "The head of the request is too large to be sent to the function: " + detail + "."));
            case StreamEnd.NotSent() -> {
                Outcome fault = new Outcome.PlatformFault(
                        Component.RUNNER, "instance_gone", "The instance was gone before the call reached it.");
                held().release(fault);
                call.notSent(fault);
            }
            case StreamEnd.NeighbourTimedOut() -> neighbourTimedOut();
            case StreamEnd.LinkClosed(String protocolFault) -> linkClosed(protocolFault);
        }
    }

    /** Nothing of an answer has reached the caller: then the call may find another instance. */
    private void neighbourTimedOut() {
        Outcome outcome = new Outcome.NeighbourTimedOut();
        Outcome ended = askedFor(check.fault().isEmpty() ? outcome : badAnswer());
        held().release(outcome);
        if (told) {
            return;
        }
        told = true;
        long ran = System.nanoTime() - sentNanos;
        if (ended == outcome && !begun) {
            call.neighbourTimedOut(outcome, ran);
        } else {
            call.over(ended, ran);
        }
    }

    private void failed(InvokeFault fault, FunctionError error) {
        Outcome ended = askedFor(check.fault().isEmpty() ? outcome(fault, error) : badAnswer());
        over(fault == InvokeFault.TIMED_OUT ? outcome(fault, error) : ended, ended);
    }

    private Outcome outcome(InvokeFault fault, FunctionError error) {
        return switch (fault) {
            case THREW -> new Outcome.Threw(error);
            case OUT_OF_MEMORY -> new Outcome.OutOfMemory(error.message());
            case BAD_INPUT -> new Outcome.BadInput(error);
            case BAD_ANSWER -> new Outcome.BadAnswer(error);
            case TIMED_OUT -> new Outcome.TimedOut(budget(held()), error);
            case CANCELLED -> cancelledByNobody();
        };
    }

    private static Outcome cancelledByNobody() {
        return new Outcome.PlatformFault(
                Component.RUNNER, "runner_broken", "The runner cancelled a call that nobody cancelled.");
    }

    private Outcome badAnswer() {
        return new Outcome.BadAnswer(FunctionError.of(check.fault()));
    }

    private void linkClosed(String protocolFault) {
        if (protocolFault.isEmpty()) {
            Slot ran = held();
            Endings.of(ran.process(), ran.version().spec().memory(), outcome -> over(outcome, askedFor(outcome)));
        } else {
            Outcome fault = new Outcome.PlatformFault(
                    Component.RUNNER, "runner_broken", "The runner broke its protocol: " + protocolFault + ".");
            over(fault, askedFor(fault));
        }
    }

    /** An end that the caller or the pool asked for is told as such. */
    private Outcome askedFor(Outcome otherwise) {
        Outcome why = preempted;
        return call.cancelled() ? new Outcome.Cancelled() : why == null ? otherwise : why;
    }

    private void over(Outcome outcome) {
        over(outcome, outcome);
    }

    /**
     * The slot is given back before the caller is told, so that its next call finds it free.
     *
     * @param forSlot what the instance did, which decides whether it survives
     */
    private void over(Outcome forSlot, Outcome ended) {
        held().release(forSlot);
        tell(ended);
    }

    private void tell(Outcome ended) {
        if (!told) {
            told = true;
            call.over(ended, System.nanoTime() - sentNanos);
        }
    }

    private Slot held() {
        return Objects.requireNonNull(slot, "a link tells of a call that has no slot");
    }
}
