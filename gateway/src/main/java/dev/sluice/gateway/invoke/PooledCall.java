package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Slot;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its way: an {@link Attempt}, and another one while nothing of it has reached an instance. What the
 * caller asks for goes to the current attempt.
 *
 * <p>The caller may cancel on its own thread at any moment; whoever begins the next attempt makes it known before looking
 * whether the caller has gone, and the caller is marked as gone before its attempt is looked up. Each attempt ends once,
 * in the next one or in {@link #over}, so the listener is told the end exactly once.
 */
final class PooledCall implements Call {

    private static final int ATTEMPTS = 3;
    static final ByteBuffer NO_PROGRESS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final PooledInvoker invoker;
    private final Invocation invocation;
    private final CallListener listener;
    private final long enteredMillis = System.currentTimeMillis();
    private final long enteredNanos = System.nanoTime();

    private volatile @Nullable Attempt current;
    private volatile boolean cancelled;
    private volatile @Nullable Headers requestEnd;
    private @Nullable FunctionVersion version;
    private String instance = "";
    private Timings waited = Timings.NONE;
    private int attempts;
    private long bytesIn;
    private ByteBuffer progress = NO_PROGRESS;

    PooledCall(PooledInvoker invoker, Invocation invocation, CallListener listener) {
        this.invoker = invoker;
        this.invocation = invocation;
        this.listener = listener;
        if (invocation.body() instanceof Body.Complete(ByteBuffer bytes)) {
            bytesIn = bytes.remaining();
        }
    }

    void begin(Optional<Route> route) {
        if (route.isEmpty()) {
            over(new Outcome.NoSuchFunction());
        } else if (route.get().version().artifact().isEmpty()) {
            over(new Outcome.PlatformFault(
                    Component.POOL, "function_changed", "The function got an upstream while the call waited"));
        } else {
            attempt(route.get().version());
        }
    }

    private void attempt(FunctionVersion wanted) {
        if (isTooLate()) {
            over(tooLate());
            return;
        }
        attempts++;
        version = wanted;
        Attempt next = new Attempt(this, invocation, listener);
        current = next;
        if (cancelled) {
            next.cancel();
        } else {
            next.acquire(invoker.pools(), wanted);
        }
    }

    /** Whether its deadline has passed, so that it need not begin any more. */
    boolean isTooLate() {
        Optional<Instant> deadline = invocation.terms().deadline();
        return deadline.isPresent() && !Instant.now().isBefore(deadline.get());
    }

    static Outcome tooLate() {
        return new Outcome.Rejected(
                RejectReason.DEADLINE_PASSED, "its deadline passed before a slot was free", Duration.ZERO);
    }

    /** There is no slot for the current attempt. */
    void refused(Outcome why, Timings time) {
        waited = sum(waited, time);
        if (attempts < ATTEMPTS && routeHasChanged()) {
            begin(route());
        } else {
            over(why);
        }
    }

    /** Another version took over, or the function was removed, between the look-up and the refusal. */
    private boolean routeHasChanged() {
        return !route().map(Route::version).equals(Optional.ofNullable(version));
    }

    private Optional<Route> route() {
        return invoker.routes().find(invocation.function().value());
    }

    /** The current attempt has a slot. */
    void started(Slot slot, Timings time) {
        version = slot.version();
        instance = slot.link().id().value();
        waited = sum(waited, time);
        listener.started(slot.version(), instance, waited);
    }

    /** The function says how far it has come. */
    void progress(ByteBuffer bytes) {
        progress = kept(bytes);
        listener.progress(bytes);
    }

    static ByteBuffer kept(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    /** The instance was gone before anything was sent to it. */
    void notSent(Outcome fault) {
        instance = "";
        if (cancelled) {
            over(new Outcome.Cancelled());
        } else if (attempts < ATTEMPTS) {
            begin(route());
        } else {
            over(fault);
        }
    }

    private Call stream() {
        Attempt running = current;
        return running == null ? EndedCall.INSTANCE : running.stream();
    }

    @Override
    public void write(ByteBuffer bytes) {
        bytesIn += bytes.remaining();
        stream().write(bytes);
    }

    @Override
    public void end(Headers trailers) {
        requestEnd = trailers;
        stream().end(trailers);
    }

    /** What the caller ended its body with, if it has. */
    @Nullable
    Headers requestEnd() {
        return requestEnd;
    }

    @Override
    public void grant(int bytes) {
        stream().grant(bytes);
    }

    @Override
    public void cancel() {
        cancelled = true;
        Attempt running = current;
        if (running != null) {
            running.cancel();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    /** It ends before it has run. */
    void over(Outcome outcome) {
        over(outcome, 0, 0, 0);
    }

    /**
     * Tells how it ended.
     *
     * @param status what the caller was told already, 0 if nothing
     */
    void over(Outcome outcome, int status, long bytesOut, long runNanos) {
        Timings timings = new Timings(waited.queued(), waited.cold(), runNanos, waited.coldStart());
        InvocationRecord record = new InvocationRecord(
                invocation,
                version == null ? 0 : version.number(),
                instance,
                outcome,
                timings,
                status,
                bytesIn,
                bytesOut,
                enteredMillis * 1000,
                System.nanoTime() - enteredNanos,
                invocation.head().headers().first("traceparent").orElse(""),
                listener.parentSpan(),
                progress);
        // Whoever asks for the log when he hears of a failure finds it there.
        invoker.recordInstanceCall(record);
        listener.finished(outcome, timings);
        invoker.record(record);
    }

    private static Timings sum(Timings a, Timings b) {
        return a == Timings.NONE
                ? b
                : new Timings(a.queued() + b.queued(), a.cold() + b.cold(), 0, a.coldStart() || b.coldStart());
    }
}
