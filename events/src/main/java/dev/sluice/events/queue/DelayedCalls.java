package dev.sluice.events.queue;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.kept.KeptRecord;
import dev.sluice.events.kept.KeptRecords;
import dev.sluice.events.stored.RecordWriter;
import dev.sluice.events.stored.UnreadableRecordException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Calls that are not due for a while, in a compacted topic, so that they stand in nobody's way in the queue of their function. When
 * one is due, it is put there, and then taken out here: one that is put twice because a gateway ended in between is known by its id.
 * In memory are an alarm and a place for each, some 300 bytes. Thread-safe.
 */
public final class DelayedCalls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DelayedCalls.class.getName());
    private static final Duration UNTIL_TRIED_AGAIN = Duration.ofSeconds(5);
    private static final String DUE = "delayed-until";

    private final KeptRecords records;
    private final Timers timers;
    private final Function<QueuedCall, CompletionStage<Void>> queue;
    private final Map<InvocationId, Timers.Alarm> alarms = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * In the topic {@code sluice.delayed}, or that of another prefix.
     *
     * @param queue puts a call where it is tried, and completes when that is durable; must not block
     */
    public DelayedCalls(
            KafkaCluster cluster,
            RecordWriter writer,
            String prefix,
            Timers timers,
            Function<QueuedCall, CompletionStage<Void>> queue) {
        this.timers = timers;
        this.queue = queue;
        this.records =
                new KeptRecords(cluster, writer, prefix + "delayed", 1, _ -> true, (id, now, _) -> changed(id, now));
    }

    /** Begins to follow the topic. To be called once. */
    public void start() {
        records.start();
    }

    /** Keeps a call until then, under an id of its own, so that it is not taken out with an earlier one. Completes when it is durable. */
    public CompletionStage<Void> put(QueuedCall call, Instant until) {
        InvocationId id = InvocationId.next(until.toEpochMilli());
        return records.write(id, CallFormat.fields(call).with(DUE, until.toString()), CallFormat.value(call));
    }

    private void changed(InvocationId id, Optional<KeptRecord> now) {
        Timers.Alarm before = alarms.remove(id);
        if (before != null) {
            before.cancel();
        }
        if (now.isPresent() && !closed) {
            try {
                ring(id, now.get().fields().instant(DUE));
            } catch (UnreadableRecordException e) {
                LOG.log(Level.DEBUG, "The delayed call {0} is left alone: {1}", id, e.getMessage());
            }
        }
    }

    private void ring(InvocationId id, Instant until) {
        Duration left = Duration.between(timers.instant(), until);
        long nanos = timers.nanos() + Math.max(0, left.toNanos());
        alarms.put(
                id,
                timers.at(
                        nanos, () -> Thread.ofVirtual().name("sluice-due-" + id).start(() -> move(id))));
    }

    private void move(InvocationId id) {
        if (closed) {
            return;
        }
        records.find(id)
                .thenCompose(record -> record.isPresent() ? moved(record.get()) : CompletableFuture.allOf())
                .whenComplete((_, fault) -> {
                    if (fault != null && !closed) {
                        LOG.log(Level.DEBUG, "The delayed call {0} is tried again: {1}", id, fault);
                        ring(id, timers.instant().plus(UNTIL_TRIED_AGAIN));
                    }
                });
    }

    private CompletionStage<Void> moved(KeptRecord record) {
        try {
            return queue.apply(CallFormat.read(record.fields(), record.value()))
                    .thenCompose(_ -> records.forget(record.id()));
        } catch (UnreadableRecordException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        alarms.values().forEach(Timers.Alarm::cancel);
        records.close();
    }
}
