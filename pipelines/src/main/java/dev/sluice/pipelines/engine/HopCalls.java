package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.trigger.EventCall;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.events.trigger.Words;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The calls of one stage of a pipeline at this gateway. Thread-safe; nothing in it blocks. */
final class HopCalls {

    /** For so long nothing is called ahead after a call that failed: what waits in the stage's topic goes first, and finds out. */
    private static final long AFTER_FAULT = Duration.ofSeconds(1).toNanos();

    /** An end that nobody has asked for by then is for an item that another gateway reads. */
    private static final long KEPT = Duration.ofSeconds(30).toNanos();

    private final Called called;
    private final Invoker invoker;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final StageCounts.Of counts;
    private final StageTraces traces;
    private final Function<CloudEvent, LongAnswers> longAnswers;
    private final Permits permits;

    /** The calls that were made ahead of items which may lie in the topic by now, by the ids of the items. */
    private final Map<String, Ahead> ahead = new LinkedHashMap<>();

    private volatile long aheadFrom;

    /**
     * A function and what its calls have in common.
     *
     * @param concurrency calls under way at the same time, 1 or more
     * @param ordered whether items with the same key are called one after the other
     */
    record Called(FunctionName function, RetryPolicy policy, EventChains chains, int concurrency, boolean ordered) {}

    private record Ahead(CloudEvent item, CompletableFuture<EventCall.End> end, long at) {

        boolean isOld(long now) {
            return now - at > KEPT;
        }

        /** Ids say where an item comes from, and that may have been made anew with other items. */
        boolean isOf(CloudEvent other) {
            return item.attributes().equals(other.attributes())
                    && item.contentType().equals(other.contentType())
                    && Arrays.equals(item.data().orElse(null), other.data().orElse(null));
        }
    }

    /** {@code longAnswers}: where the answers to an item are kept that are too long for a record. */
    HopCalls(
            Called called,
            Invoker invoker,
            InstantSource clock,
            RandomGenerator random,
            StageCounts.Of counts,
            StageTraces traces,
            Function<CloudEvent, LongAnswers> longAnswers) {
        this.called = called;
        this.invoker = invoker;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
        this.traces = traces;
        this.longAnswers = longAnswers;
        this.permits = new Permits(called.concurrency());
        this.aheadFrom = System.nanoTime();
    }

    FunctionName function() {
        return called.function();
    }

    /** Why the function is not called for a record, in a sentence; empty if it may be. */
    Optional<String> refusal(ConsumerRecord<byte[], byte[]> record) {
        return called.chains().refusal(record);
    }

    /** What is to be said instead of calling the function for a record; empty if it may be called. */
    Optional<Verdict> refused(ConsumerRecord<byte[], byte[]> record) {
        return refusal(record).map(why -> new Verdict(new Settlement.Dead(Settlement.LOOP), why + "."));
    }

    /** What is to be said of a call that is not done with its item; empty if it is. */
    Optional<Verdict> undone(Attempt attempt, EventCall.End end) {
        Settlement settlement = settle(attempt, end.outcome());
        return settlement instanceof Settlement.Done
                ? Optional.empty()
                : Optional.of(new Verdict(settlement, Words.of(function(), end.outcome())));
    }

    /** What tells those who read what comes of a record through which functions it came. */
    RecordHeader chain(ConsumerRecord<byte[], byte[]> record) {
        return called.chains().field(record);
    }

    /** What becomes of an item after a call that ended so. */
    private Settlement settle(Attempt attempt, Outcome outcome) {
        return attempt.settle(outcome, Optional.empty(), called.policy(), random);
    }

    /**
     * Calls it with an item that was read, when there is room; the first attempt may have been made ahead.
     *
     * @param wanted asked once, when the call could begin; must not block
     * @return how the call ended; empty if it was not wanted and has not begun
     */
    CompletableFuture<Optional<EventCall.End>> call(CloudEvent item, Attempt attempt, BooleanSupplier wanted) {
        CompletableFuture<EventCall.End> made = attempt.number() == 1 ? found(item) : null;
        if (made != null) {
            return made.thenApply(Optional::of);
        }
        CompletableFuture<Optional<EventCall.End>> told = new CompletableFuture<>();
        permits.take(() -> {
            if (!wanted.getAsBoolean()) {
                permits.give();
                told.complete(Optional.empty());
                return;
            }
            CompletableFuture<EventCall.End> end = new CompletableFuture<>();
            var _ = end.whenComplete((ended, failure) -> {
                if (failure == null) {
                    told.complete(Optional.of(ended));
                } else {
                    told.completeExceptionally(failure);
                }
            });
            make(item, attempt.record(), attempt.number(), end);
        });
        return told;
    }

    /** Whether items may be called at all that are not committed yet. */
    boolean mayGoAhead() {
        return !called.ordered() && System.nanoTime() - aheadFrom >= 0;
    }

    /**
     * Whether it can be called with an item that is not committed yet. If so, whoever reads the item finds this end of its first attempt, and
     * {@link #ahead} is to make the call.
     *
     * @param record what is written of the item
     */
    boolean reserve(CloudEvent item, ConsumerRecord<byte[], byte[]> record, CompletableFuture<EventCall.End> end) {
        if (!mayGoAhead() || !permits.isFree() || refusal(record).isPresent() || !permits.tryTake()) {
            return false;
        }
        long now = System.nanoTime();
        synchronized (ahead) {
            ahead.put(item.id(), new Ahead(item, end, now));
            Iterator<Ahead> oldest = ahead.values().iterator();
            while (oldest.hasNext()) {
                Ahead first = oldest.next();
                if (ahead.size() <= 2 * called.concurrency() && !first.isOld(now)) {
                    break;
                }
                oldest.remove();
            }
        }
        return true;
    }

    /** Makes the call that was {@linkplain #reserve reserved}. */
    void ahead(CloudEvent item, ConsumerRecord<byte[], byte[]> record, CompletableFuture<EventCall.End> end) {
        make(item, record, 1, end);
    }

    /** What came of the item is committed in its place: nobody will read it. */
    void forget(CloudEvent item) {
        synchronized (ahead) {
            ahead.remove(item.id());
        }
    }

    /** Whether that end of a call that was made ahead settles the item; if not, whoever reads the item goes on from there. */
    boolean isDone(ConsumerRecord<byte[], byte[]> record, EventCall.End end) {
        Attempt first = new Attempt(record, 1, 0, Duration.ZERO, false);
        boolean done = settle(first, end.outcome()) instanceof Settlement.Done;
        if (!done) {
            aheadFrom = System.nanoTime() + AFTER_FAULT;
        }
        return done;
    }

    private void make(
            CloudEvent item, ConsumerRecord<byte[], byte[]> record, int number, CompletableFuture<EventCall.End> told) {
        List<String> chain = called.chains().of(List.of(record));
        Terms terms = new Terms(
                EntryPoint.EVENT,
                Priority.BACKGROUND,
                Optional.empty(),
                item.attribute(CloudEvent.KEY).orElse(""),
                number,
                chain,
                OptionalInt.empty(),
                CallTerms.USUAL_PRIORITY);
        StageTraces.Span span = traces.begin(item, number);
        Headers untraced = called.chains().fields(chain);
        Headers fields = span.trace()
                .map(trace -> untraced.plus(StageTraces.TRACE, TraceParent.continued(trace)))
                .orElse(untraced);
        Invocation invocation =
                Invocation.of(InvocationId.next(clock.millis()), called.function(), item, fields, terms);
        long began = System.nanoTime();
        counts.calling();
        try {
            LongAnswers kept = longAnswers.apply(item);
            EventCall.make(invoker, invocation, true, span.trace(), kept).whenComplete((end, failure) -> {
                counts.called(System.nanoTime() - began);
                span.end(failure != null
                        || !end.outcome().isAnswer()
                        || end.answer().status() >= 500);
                permits.give();
                if (failure == null) {
                    told.complete(end);
                } else {
                    told.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            counts.called(System.nanoTime() - began);
            span.end(true);
            permits.give();
            told.completeExceptionally(e);
        }
    }

    private @Nullable CompletableFuture<EventCall.End> found(CloudEvent item) {
        Ahead present;
        synchronized (ahead) {
            present = ahead.remove(item.id());
        }
        return present != null && !present.isOld(System.nanoTime()) && present.isOf(item) ? present.end() : null;
    }
}
