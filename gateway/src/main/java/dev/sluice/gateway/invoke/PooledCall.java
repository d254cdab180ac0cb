package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.gateway.affinity.CallKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function's instances: an {@link Attempt}, another one while nothing of it has reached an instance, and one more where
 * a neighbour there ended it and it does no harm twice. What the caller asks for goes to the current attempt.
 *
 * <p>The caller may cancel on its own thread at any moment; whoever begins the next attempt makes it known before looking
 * whether the caller has gone, and the caller is marked as gone before its attempt is looked up. Each attempt ends once,
 * in the next one or in {@link #over}, so the listener is told the end exactly once.
 */
final class PooledCall implements Call {

    private static final int ATTEMPTS = 3;

    private final Invocation invocation;
    private final CallListener listener;
    /** As the version has it whose number stands beside it. */
    private long key;

    private FunctionVersion keyed;

    private volatile @Nullable Attempt current;
    private volatile boolean cancelled;
    private volatile @Nullable Headers requestEnd;

    /** Those that the current attempt goes to. */
    private InstanceInvoker instances;

    private FunctionVersion version;
    private String instance = "";
    private Timings waited = Timings.NONE;
    private int attempts;
    private boolean repeated;
    private long ranNanos;

    /** {@code key}: by which an instance is found, as {@link dev.sluice.core.pool.SlotWaiter#key} has it. */
    PooledCall(Invocation invocation, CallListener listener, long key, InstanceInvoker instances) {
        this.invocation = invocation;
        this.listener = listener;
        this.key = key;
        this.instances = instances;
        this.version = instances.version();
        this.keyed = version;
    }

    void begin() {
        if (isTooLate()) {
            over(tooLate(), 0);
            return;
        }
        attempts++;
        version = instances.version();
        Attempt next = new Attempt(this, invocation, key, listener);
        current = next;
        if (cancelled) {
            next.cancel();
        } else {
            next.acquire(instances.slots());
        }
    }

    /** Goes to whatever serves the function now. */
    private void beginAgain(Optional<Invoker> now) {
        if (now.isEmpty()) {
            over(new Outcome.NoSuchFunction(), 0);
        } else if (now.get() instanceof InstanceInvoker others) {
            instances = others;
            begin();
        } else {
            over(
                    new Outcome.PlatformFault(
                            Component.POOL, "function_changed", "The function got an upstream while the call waited"),
                    0);
        }
    }

    private boolean isBound() {
        return invocation.terms().version().isPresent();
    }

    /** What may serve it now: whatever the function's route leads to, if not only one version may. */
    private Optional<Invoker> now() {
        return isBound() ? Optional.of(instances) : instances.now();
    }

    /** It was bound to a version, in whose place there is another one: the next attempt finds where its own is now. */
    static Outcome replaced(String by) {
        return new Outcome.PlatformFault(
                Component.POOL, "version_replaced", by + " took over while a call of the version before waited");
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

    /**
     * Whether a shard that was granted has the key of the call: the version there may make keys of something else than the one did that the call came for.
     * If not, {@link #elsewhere} is to be told.
     */
    boolean isFor(Slot granted) {
        Optional<Shard> shard = granted.shard();
        if (shard.isEmpty() || granted.version().number() == keyed.number() || haveOneField(granted.version(), keyed)) {
            return true;
        }
        keyed = granted.version();
        key = CallKeys.of(keyed).of(invocation);
        return shard.get().holds(key) && key != SlotWaiter.NO_KEY;
    }

    private static boolean haveOneField(FunctionVersion one, FunctionVersion other) {
        return one.spec().scaling().shards() > 0
                && other.spec().scaling().shards() > 0
                && one.spec()
                        .scaling()
                        .affinity()
                        .map(Affinity::by)
                        .equals(other.spec().scaling().affinity().map(Affinity::by));
    }

    /** The slot that it had is that of another key than the call now has. */
    void elsewhere(Timings time) {
        waited = sum(waited, time);
        Optional<Outcome> refusal =
                key == SlotWaiter.NO_KEY ? CallKeys.of(keyed).refusal(invocation) : Optional.empty();
        if (refusal.isPresent()) {
            over(refusal.get(), 0);
        } else if (attempts < ATTEMPTS) {
            begin();
        } else {
            over(replaced("Versions that find shards by other fields"), 0);
        }
    }

    /** The instance of its shard may have lost it while this gateway stood still: nobody is sent there before that is known. */
    void notOwned(Slot granted, Timings time) {
        waited = sum(waited, time);
        over(
                new Outcome.Rejected(
                        RejectReason.SHARD_ELSEWHERE,
                        "the lease of shard "
                                + granted.shard().map(Shard::number).orElse(0) + " of "
                                + granted.version().function()
                                + " ran out while this gateway did not renew it",
                        Duration.ofSeconds(1)),
                0);
    }

    /** There is no slot for the current attempt: maybe because another version took over, or the function was removed. */
    void refused(Outcome why, Timings time) {
        waited = sum(waited, time);
        if (isBound() && why instanceof Outcome.NoSuchFunction) {
            over(replaced("Another version"), 0);
            return;
        }
        Optional<Invoker> now = now();
        if (attempts < ATTEMPTS && !now.equals(Optional.of(instances))) {
            beginAgain(now);
        } else {
            over(why, 0);
        }
    }

    /** The current attempt has a slot. */
    void started(Slot slot, Timings time) {
        version = slot.version();
        instance = slot.link().id().value();
        waited = sum(waited, time);
        listener.started(version, instance, waited);
    }

    /** The instance was gone before anything was sent to it. */
    void notSent(Outcome fault) {
        instance = "";
        if (cancelled) {
            over(new Outcome.Cancelled(), 0);
        } else if (attempts < ATTEMPTS) {
            beginAgain(now());
        } else {
            over(fault, 0);
        }
    }

    /**
     * Another call held its instance, and nothing of its answer was sent. It is made once more where the second time does no harm,
     * from the same body and within its deadline.
     */
    void neighbourTimedOut(Outcome outcome, long runNanos) {
        boolean again = !repeated
                && !isTooLate()
                && invocation.head().isIdempotent()
                && invocation.body() instanceof Body.Complete;
        if (!again) {
            over(outcome, runNanos);
            return;
        }
        repeated = true;
        ranNanos = runNanos;
        instances.failures().failed(invocation, version.number(), instance, outcome);
        beginAgain(now());
    }

    private Call stream() {
        Attempt running = current;
        return running == null ? EndedCall.INSTANCE : running.stream();
    }

    @Override
    public void write(ByteBuffer bytes) {
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

    /** It ends; {@code runNanos} is 0 if it has not run. */
    void over(Outcome outcome, long runNanos) {
        if (!outcome.isAnswer()) {
            // Whoever asks for the log when he hears of a failure finds it there.
            instances.failures().failed(invocation, version.number(), instance, outcome);
        }
        listener.finished(
                outcome, new Timings(waited.queued(), waited.cold(), ranNanos + runNanos, waited.coldStart()));
    }

    private static Timings sum(Timings a, Timings b) {
        return a == Timings.NONE
                ? b
                : new Timings(a.queued() + b.queued(), a.cold() + b.cold(), 0, a.coldStart() || b.coldStart());
    }
}
