package dev.sluice.events.async;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.time.Timers;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.attempt.HoldTimes;
import dev.sluice.events.attempt.Next;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.queue.KafkaCallQueue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Calls that run for long leave their queue, so that they keep nothing of it from being done and deleted: their state says that they run
 * here, and the call itself waits among the delayed ones for the case that it is not said any more. Those in an order stay, as the next
 * of their key must wait. Of each function as many may have left as run at the same time; more stay. Thread-safe.
 */
final class LongCalls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LongCalls.class.getName());
    private static final Duration LAST_WRITES = Duration.ofSeconds(3);

    private final CallAttempts attempts;
    private final KafkaCallQueue queue;
    private final HoldTimes times;
    private final int most;
    private final Timers timers;
    private final Map<FunctionName, Integer> left = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    LongCalls(CallAttempts attempts, KafkaCallQueue queue, HoldTimes times, int most, Timers timers) {
        this.attempts = attempts;
        this.queue = queue;
        this.times = times;
        this.most = most;
        this.timers = timers;
    }

    /** What is to become of the record of a call that runs, as soon as that is known: at its end, or when it leaves its queue. */
    CompletionStage<Verdict> verdict(
            QueuedCall call, CompletionStage<Next> running, Function<Next, CompletionStage<Verdict>> atItsEnd) {
        if (!call.terms().key().isEmpty()) {
            return running.thenCompose(atItsEnd);
        }
        LongCall known = new LongCall(call);
        known.plan();
        running.whenComplete((_, _) -> known.over(running, atItsEnd));
        return known.verdict;
    }

    private final class LongCall {

        private final QueuedCall call;
        private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

        /** Whether it has left its queue. Guarded by this, as are those below. */
        private CompletableFuture<Boolean> moved = CompletableFuture.completedFuture(false);

        private Timers.Alarm alarm = () -> {};
        private boolean ended;

        LongCall(QueuedCall call) {
            this.call = call;
        }

        synchronized void plan() {
            if (!ended) {
                alarm = timers.at(timers.nanos() + times.after().toNanos(), this::due);
            }
        }

        private synchronized void due() {
            if (ended) {
                return;
            }
            if (!enter(call.function())) {
                plan();
                return;
            }
            moved = move(call).toCompletableFuture();
            moved.thenAccept(gone -> {
                if (gone) {
                    verdict.complete(Verdict.DONE);
                } else {
                    leave(call.function());
                    plan();
                }
            });
        }

        void over(CompletionStage<Next> next, Function<Next, CompletionStage<Verdict>> atItsEnd) {
            CompletableFuture<Boolean> leaving;
            synchronized (this) {
                ended = true;
                alarm.cancel();
                leaving = moved;
            }
            CompletableFuture<Void> told = leaving.thenCompose(gone -> {
                        if (gone) {
                            leave(call.function());
                            return next.thenCompose(known -> settle(call, known));
                        }
                        return next.thenCompose(atItsEnd).thenAccept(verdict::complete);
                    })
                    .exceptionally(fault -> {
                        verdict.completeExceptionally(fault);
                        return null;
                    });
            if (!told.isDone()) {
                underWay.add(told);
                told.whenComplete((_, _) -> underWay.remove(told));
            }
        }
    }

    private boolean enter(FunctionName function) {
        boolean fits = left.merge(function, 1, Integer::sum) <= most;
        if (!fits) {
            leave(function);
        }
        return fits;
    }

    private void leave(FunctionName function) {
        left.computeIfPresent(function, (_, count) -> count == 1 ? null : count - 1);
    }

    private CompletionStage<Boolean> move(QueuedCall call) {
        return attempts.hold(call.id())
                .thenCompose(held -> held
                        ? queue.delay(call, timers.instant().plus(times.lease()))
                                .thenApply(_ -> true)
                        : CompletableFuture.completedFuture(false))
                .exceptionally(fault -> {
                    LOG.log(Level.DEBUG, "{0} stays in its queue for now: {1}", call.id(), fault);
                    return false;
                });
    }

    /** Of one that is over nothing is left to do: its record among the delayed ones is passed over when it is due. */
    private CompletionStage<Void> settle(QueuedCall call, Next next) {
        return switch (next) {
            case Next.Settled() -> CompletableFuture.allOf();
            case Next.Later(Instant time, var _) -> queue.delay(call, time);
        };
    }

    /** Waits for what is being written, some seconds. */
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
                    .get(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "Some of what was given back is tried again somewhat later: {0}", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
