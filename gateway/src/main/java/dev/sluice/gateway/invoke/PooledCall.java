package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its way: first it waits for a slot, then it is an {@link Exchange} with an instance.
 *
 * <p>The caller may cancel on its own thread at any moment; the phase decides who was first. Everything else is told by
 * the pool and then by the link's event loop, one after the other.
 */
final class PooledCall implements Call, SlotWaiter {

    private static final int ATTEMPTS = 3;
    private static final SlotTicket NO_TICKET = () -> {};

    private enum Phase {
        WAITING,
        SENDING,
        SENT,
        CANCELLED_WHILE_SENDING,
        OVER
    }

    private final PooledInvoker invoker;
    private final Invocation invocation;
    private final CallListener listener;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final long enteredMillis = System.currentTimeMillis();
    private final long enteredNanos = System.nanoTime();

    private volatile SlotTicket ticket = NO_TICKET;
    private volatile boolean cancelled;
    private volatile @Nullable Call stream;
    private @Nullable FunctionVersion version;
    private Timings waited = Timings.NONE;
    private int attempts;
    private long bytesIn;

    PooledCall(PooledInvoker invoker, Invocation invocation, CallListener listener) {
        this.invoker = invoker;
        this.invocation = invocation;
        this.listener = listener;
        if (invocation.body() instanceof Body.Complete(ByteBuffer bytes)) {
            bytesIn = bytes.remaining();
        }
    }

    private void begin() {
        begin(invoker.routes().find(invocation.function().value()));
    }

    void begin(Optional<Route> route) {
        if (route.isEmpty()) {
            endWaiting(new Outcome.NoSuchFunction());
        } else if (route.get().version().artifact().isEmpty()) {
            endWaiting(new Outcome.PlatformFault(
                    Component.POOL, "function_changed", "The function got an upstream while the call waited"));
        } else {
            acquire(route.get().version());
        }
    }

    private void acquire(FunctionVersion wanted) {
        attempts++;
        version = wanted;
        SlotTicket place = invoker.pools().acquire(wanted, this);
        ticket = place;
        if (cancelled) {
            place.abandon();
        }
    }

    @Override
    public void granted(Slot slot, Timings time) {
        if (!phase.compareAndSet(Phase.WAITING, Phase.SENDING)) {
            slot.release(new Outcome.Cancelled());
            return;
        }
        version = slot.version();
        waited = sum(waited, time);
        listener.started(slot.version(), slot.link().id().value(), waited);
        Exchange exchange = new Exchange(this, slot, invocation, listener);
        sent(slot.link().open(invocation, slot.version().spec().timeout(), exchange));
    }

    /** The instance's link has the invocation; told by the link or by {@link #granted}, whichever comes first. */
    void sent(Call opened) {
        stream = opened;
        if (!phase.compareAndSet(Phase.SENDING, Phase.SENT) && phase.get() == Phase.CANCELLED_WHILE_SENDING) {
            opened.cancel();
        }
    }

    @Override
    public void refused(Outcome why, Timings time) {
        waited = sum(waited, time);
        if (attempts < ATTEMPTS && routeHasChanged()) {
            begin();
        } else {
            endWaiting(why);
        }
    }

    /** Another version took over, or the function was removed, between the look-up and the refusal. */
    private boolean routeHasChanged() {
        return !invoker.routes()
                .find(invocation.function().value())
                .map(Route::version)
                .equals(Optional.ofNullable(version));
    }

    /** The instance was gone before anything was sent to it. */
    void notSent(Outcome fault) {
        if (cancelled || attempts >= ATTEMPTS) {
            over(cancelled ? new Outcome.Cancelled() : fault, 0, "", 0, 0);
        } else {
            stream = null;
            phase.set(Phase.WAITING);
            begin();
        }
    }

    private void endWaiting(Outcome outcome) {
        if (phase.compareAndSet(Phase.WAITING, Phase.OVER)) {
            over(outcome, 0, "", 0, 0);
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        Call open = stream;
        if (open != null) {
            bytesIn += bytes.remaining();
            open.write(bytes);
        }
    }

    @Override
    public void end(Headers trailers) {
        Call open = stream;
        if (open != null) {
            open.end(trailers);
        }
    }

    @Override
    public void grant(int bytes) {
        Call open = stream;
        if (open != null) {
            open.grant(bytes);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (phase.compareAndSet(Phase.WAITING, Phase.OVER)) {
            ticket.abandon();
            over(new Outcome.Cancelled(), 0, "", 0, 0);
        } else if (!phase.compareAndSet(Phase.SENDING, Phase.CANCELLED_WHILE_SENDING)) {
            stop();
        }
    }

    /** Ends the invocation on its instance, if it has reached one. */
    void stop() {
        Call open = stream;
        if (open != null) {
            open.cancel();
        }
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * Tells how it ended.
     *
     * @param status what the caller was told already, 0 if nothing
     */
    void over(Outcome outcome, int status, String instance, long bytesOut, long runNanos) {
        phase.set(Phase.OVER);
        Timings timings = new Timings(waited.queued(), waited.cold(), runNanos, waited.coldStart());
        listener.finished(outcome, timings);
        invoker.records()
                .accept(new InvocationRecord(
                        invocation,
                        invoker.door(),
                        version == null ? 0 : version.number(),
                        instance,
                        outcome,
                        timings,
                        status == 0 ? Problems.status(outcome) : status,
                        bytesIn,
                        bytesOut,
                        enteredMillis * 1000,
                        System.nanoTime() - enteredNanos,
                        invocation.head().headers().first("traceparent").orElse(""),
                        listener.parentSpan()));
    }

    private static Timings sum(Timings a, Timings b) {
        return a == Timings.NONE
                ? b
                : new Timings(a.queued() + b.queued(), a.cold() + b.cold(), 0, a.coldStart() || b.coldStart());
    }
}
