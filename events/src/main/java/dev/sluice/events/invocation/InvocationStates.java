package dev.sluice.events.invocation;

import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptRecord;
import dev.sluice.events.kept.KeptRecords;
import dev.sluice.events.kept.TopicPlace;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.RecordWriter;
import dev.sluice.events.stored.UnreadableRecordException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The states of all calls that nobody waits for, whichever gateway has them in hand, in a compacted topic. Thread-safe. What is
 * over is kept for a time, and then forgotten.
 */
public final class InvocationStates implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(InvocationStates.class.getName());

    private static final int PARTITIONS = 4;

    /** Who has an attempt in hand for so long may still have it. */
    private static final Duration LONGEST_RUN = AsyncSpec.TIMEOUT.most();

    private final KeptRecords records;
    private final Backlogs backlogs = new Backlogs();
    private final Watchers watchers = new Watchers();
    private final InstantSource clock;
    private volatile Consumer<InvocationState> listener = _ -> {};

    /** Where the next sweep goes on; belongs to whoever sweeps. */
    private Map<Integer, Long> swept = Map.of();

    /** The topic, with this prefix. */
    public static String topic(String prefix) {
        return prefix + "invocations";
    }

    /** In the topic {@code sluice.invocations}, or that of another prefix. */
    public InvocationStates(KafkaCluster cluster, RecordWriter writer, String prefix, InstantSource clock) {
        this.clock = clock;
        this.records = new KeptRecords(
                cluster, writer, topic(prefix), PARTITIONS, StateFormat::isOpen, new KeptRecords.Follower() {
                    @Override
                    public void changed(InvocationId id, Optional<KeptRecord> now, Optional<Boolean> wasOpen) {
                        now.flatMap(InvocationStates::read).ifPresent(state -> {
                            backlogs.changed(state, wasOpen.orElse(false));
                            listener.accept(state);
                        });
                    }

                    @Override
                    public void newest(KeptRecord record) {
                        if (watchers.isWatched(record.id())) {
                            read(record).ifPresent(watchers::changed);
                        }
                    }
                });
    }

    /** Begins to follow the topic. To be called once. */
    public void start() {
        records.start();
    }

    /** Completes when all is known that was there at the start. */
    public CompletionStage<Void> ready() {
        return records.ready();
    }

    /** What waits of a function, on all gateways, as far as the states were followed. */
    public Backlog backlog(FunctionName function) {
        return backlogs.of(function, records::isOpen);
    }

    /** How many calls of a function wait that are bound to a version, of each to which any is, as far as the states were followed. */
    public Map<Integer, Long> bound(FunctionName function) {
        return backlogs.bound(function);
    }

    /** How many calls wait of each function of which any does. */
    public Map<FunctionName, Long> waiting() {
        return backlogs.counts();
    }

    /** From now on {@code told} hears of each state that is written, as it is followed; it must not block. */
    public void tellTo(Consumer<InvocationState> told) {
        listener = told;
    }

    /** From now on {@code told} hears how many wait of a function when that changes; it must not block. */
    public void announceTo(BiConsumer<FunctionName, Long> told) {
        backlogs.announceTo(told);
    }

    /** How many are known. */
    public int size() {
        return records.size();
    }

    /** Completes when it is durable. States of one call are to be written one after the other. */
    public CompletionStage<Void> write(InvocationState state) {
        return records.write(state.call().id(), StateFormat.fields(state), StateFormat.value(state));
    }

    /** The state of a call. Completes exceptionally if it cannot be read: the broker is away, or a newer build wrote it. */
    public CompletionStage<Optional<InvocationState>> find(InvocationId id) {
        return records.find(id).thenCompose(record -> {
            try {
                return CompletableFuture.completedFuture(
                        record.isEmpty()
                                ? Optional.empty()
                                : Optional.of(StateFormat.read(
                                        record.get().fields(), record.get().value())));
            } catch (UnreadableRecordException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** The state of a call as the newest that any gateway has written by now: it waits for what was not followed yet. */
    public CompletionStage<Optional<InvocationState>> findNewest(InvocationId id) {
        return records.followed().thenCompose(_ -> find(id));
    }

    /** Completes when all states are known that any gateway had written when this was asked. */
    public CompletionStage<Void> followed() {
        return records.followed();
    }

    /**
     * The next calls that a filter means, from a place on, without the bodies of their answers; as many as {@code most}, or fewer, if
     * too many others lie between. Blocks as long as it takes to read them.
     *
     * @param from empty for the first ones
     */
    public InvocationPage page(InvocationFilter filter, Optional<TopicPlace> from, int most)
            throws InterruptedException {
        List<InvocationState> found = new ArrayList<>();
        Optional<TopicPlace> next = records.page(from.orElse(TopicPlace.BEGINNING), record -> {
            read(record).filter(filter::means).map(InvocationState::withoutBody).ifPresent(found::add);
            return found.size() < most;
        });
        return new InvocationPage(found, next);
    }

    /** The files that states name. Blocks as long as it takes to read them all; throws if not all are read. */
    public Set<Digest> payloads() throws InterruptedException {
        return records.told(PayloadFormat::named);
    }

    /** Forgets what became of a call, which must be settled. Completes when that is durable. */
    public CompletionStage<Void> forget(InvocationId id) {
        return records.forget(id);
    }

    /** The state as soon as it is over, or what it is when {@code patience} is. What depends on it must not block. */
    public CompletionStage<Optional<InvocationState>> await(InvocationId id, Duration patience) {
        CompletableFuture<Optional<InvocationState>> over = new CompletableFuture<>();
        Consumer<InvocationState> told = state -> {
            if (state.standing().isOver()) {
                over.complete(Optional.of(state));
            }
        };
        watchers.watch(id, told);
        find(id).whenComplete((state, fault) -> {
            if (fault != null) {
                over.completeExceptionally(fault);
            } else if (state.isEmpty() || state.get().standing().isOver()) {
                over.complete(state);
            }
        });
        return over.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(
                        fault -> fault instanceof TimeoutException ? find(id) : CompletableFuture.failedFuture(fault))
                .whenComplete((_, _) -> watchers.leave(id, told));
    }

    /** Tells from now on how a call stands, until it is closed. */
    public InvocationWatch watch(InvocationId id) {
        AtomicReference<Consumer<InvocationState>> told = new AtomicReference<>(_ -> {});
        InvocationWatch watch = new InvocationWatch(() -> watchers.leave(id, told.get()));
        told.set(watch::told);
        watchers.watch(id, told.get());
        return watch;
    }

    /**
     * Forgets what has been over for longer than {@code kept}; what is not over, and was due as long before that as {@code oldest}
     * says of its function, is over then: nobody has it in hand. Blocks; to be called by one thread now and then.
     */
    public void sweep(Duration kept, Function<FunctionName, Duration> oldest) throws InterruptedException {
        Instant until = clock.instant().minus(kept);
        swept = records.sweep(
                swept,
                until,
                record -> read(record)
                        .ifPresent(state -> sweep(
                                state, until.minus(oldest.apply(state.call().function())))));
    }

    private void sweep(InvocationState state, Instant abandoned) {
        boolean old = lastDue(state).isBefore(abandoned);
        if (state.isSettled() || old && state.standing().isOver()) {
            logged(records.forget(state.call().id()));
        } else if (old) {
            logged(write(state.now(new Standing.Expired(), false, clock.instant())
                    .told(new Callback.None(), clock.instant())));
        }
    }

    /** When it was to be tried last, or said last that it runs, after which it may run so long. */
    private static Instant lastDue(InvocationState state) {
        Instant due = state.call().due();
        Instant last = switch (state.standing()) {
            case Standing.Retrying(Instant next, String _) -> next;
            case Standing.Running _ -> state.changed().plus(LONGEST_RUN);
            case Standing.Waiting _, Standing.Succeeded _, Standing.Dead _ -> due;
            case Standing.Cancelled _, Standing.Expired _ -> due;
        };
        return last.isAfter(due) ? last : due;
    }

    private static void logged(CompletionStage<Void> written) {
        written.whenComplete((_, fault) -> {
            if (fault != null) {
                LOG.log(Level.DEBUG, "A state is swept after the next start: {0}", fault.getMessage());
            }
        });
    }

    private static Optional<InvocationState> read(KeptRecord record) {
        try {
            return Optional.of(StateFormat.read(record.fields(), record.value()));
        } catch (UnreadableRecordException e) {
            LOG.log(Level.DEBUG, "The state of {0} is left alone: {1}", record.id(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
