package dev.sluice.events.queue;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.invocation.Backlog;
import dev.sluice.events.invocation.InvocationState;
import dev.sluice.events.invocation.InvocationStates;
import dev.sluice.events.invocation.Standing;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.RecordWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Calls in topics of Kafka. The state and the call are written at the same time, and the call is acknowledged only when both are
 * durable. A call that comes before its state waits for that, so that none runs that is known to nobody. What is written without having
 * been acknowledged may run, or is swept.
 */
public final class KafkaCallQueue implements CallQueue, AutoCloseable {

    /** How long a call waits for a broker that starts. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is due sooner waits in the queue itself. */
    public static final Duration SOON = Duration.ofSeconds(10);

    /** Of the header fields of a record, beside the longest body that stands in one. */
    private static final int MOST_HEAD = KeptTopic.MAX_RECORD - Payload.MOST_INLINE;

    private final KafkaCluster cluster;
    private final RecordWriter writer;
    private final InvocationStates states;
    private final CallTopics topics;
    private final KeptPayloads payloads;
    private final Function<FunctionName, QueueLimits> limitsOf;
    private final Timers clock;

    private final DelayedCalls delayed;

    /** Puts of which it is not known yet what they come to, so that two of one id in this gateway are one. */
    private final Map<InvocationId, Put> underWay = new ConcurrentHashMap<>();

    private record Put(InvocationState state, CompletableFuture<Acceptance> result) {

        /** What another put under the same id comes to. */
        CompletionStage<Acceptance> joined(QueuedCall call) {
            return result.thenApply(acceptance -> acceptance instanceof Acceptance.Accepted && !state.isOf(call)
                    ? new Acceptance.DifferentCall(call.id())
                    : acceptance);
        }
    }

    public KafkaCallQueue(
            KafkaCluster cluster,
            RecordWriter writer,
            InvocationStates states,
            CallTopics topics,
            KeptPayloads payloads,
            Function<FunctionName, QueueLimits> limitsOf,
            String prefix,
            Timers clock) {
        this.cluster = cluster;
        this.writer = writer;
        this.states = states;
        this.topics = topics;
        this.payloads = payloads;
        this.limitsOf = limitsOf;
        this.clock = clock;
        this.delayed = new DelayedCalls(cluster, writer, prefix, clock, this::queued);
    }

    /** Begins to follow what is delayed. To be called once. */
    public void start() {
        delayed.start();
    }

    @Override
    public CompletionStage<Acceptance> put(QueuedCall call) {
        Put mine = new Put(InvocationState.waiting(call), new CompletableFuture<>());
        Put other = underWay.putIfAbsent(call.id(), mine);
        if (other != null) {
            return other.joined(call);
        }
        reached(cluster.ready(PATIENCE)
                        .thenCompose(_ -> allKnown())
                        .thenCompose(_ -> states.find(call.id()))
                        .thenCompose(state -> state.isPresent() ? again(state.get(), call) : within(call)))
                .whenComplete((acceptance, fault) -> {
                    if (fault != null) {
                        mine.result().completeExceptionally(fault);
                    } else {
                        mine.result().complete(acceptance);
                    }
                    underWay.remove(call.id(), mine);
                });
        return mine.result();
    }

    /** Completes when no put of this call is under way here: what comes of it is known then. */
    public CompletionStage<Void> settled(InvocationId id) {
        Put put = underWay.get(id);
        return put == null
                ? CompletableFuture.completedFuture(null)
                : put.result().handle((_, _) -> null);
    }

    /** All states that were there at the start. */
    private CompletionStage<Void> allKnown() {
        return states.ready().toCompletableFuture().copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CompletionStage<Acceptance> reached(CompletionStage<Acceptance> acceptance) {
        return acceptance.exceptionallyCompose(fault -> {
            Throwable cause = StageFailure.cause(fault);
            return switch (cause) {
                case BrokerAwayException away ->
                    CompletableFuture.completedFuture(new Acceptance.BrokerAway(String.valueOf(away.getMessage())));
                case StorageException disk ->
                    CompletableFuture.completedFuture(new Acceptance.NotStored(
                            disk.reason() == StorageException.Reason.FULL, String.valueOf(disk.getMessage())));
                case PayloadLostException lost ->
                    CompletableFuture.completedFuture(new Acceptance.BodyLost(String.valueOf(lost.getMessage())));
                case TimeoutException _ ->
                    CompletableFuture.completedFuture(new Acceptance.BrokerAway(
                            "What is known of earlier calls could not be read from Kafka yet. Try again soon."));
                default -> CompletableFuture.failedFuture(cause);
            };
        });
    }

    private CompletionStage<Acceptance> again(InvocationState known, QueuedCall call) {
        if (!known.isOf(call)) {
            return CompletableFuture.completedFuture(new Acceptance.DifferentCall(call.id()));
        }
        // Of one that was not tried nobody knows whether its record was written; a second one is passed over.
        return known.standing() instanceof Standing.Waiting
                ? named(call.acceptedAt(known.call().accepted())).thenCompose(this::writtenAgain)
                : CompletableFuture.completedFuture(new Acceptance.Accepted(call.id()));
    }

    private CompletionStage<Acceptance> within(QueuedCall call) {
        Optional<Acceptance> refusal = refusal(call);
        return refusal.isPresent()
                ? CompletableFuture.completedFuture(refusal.get())
                : named(call).thenCompose(this::both);
    }

    /** The same as its record has it, with a body that may be named. */
    private CompletionStage<QueuedCall> named(QueuedCall call) {
        return payloads.named(call.body()).thenApply(call::with);
    }

    private Optional<Acceptance> refusal(QueuedCall call) {
        FunctionName function = call.function();
        long head = bytes(CallFormat.fields(call));
        if (head > MOST_HEAD) {
            return Optional.of(new Acceptance.TooLarge(head, MOST_HEAD));
        }
        QueueLimits limits = limitsOf.apply(function);
        Backlog backlog = states.backlog(function);
        if (backlog.calls() >= limits.calls()) {
            return full(function, Acceptance.BacklogFull.Unit.CALLS, backlog.calls(), limits.calls());
        }
        if (backlog.bytes() + call.body().bytes() > limits.bytes()) {
            return full(function, Acceptance.BacklogFull.Unit.BYTES, backlog.bytes(), limits.bytes());
        }
        Instant now = clock.instant();
        Duration age =
                backlog.oldest().map(oldest -> Duration.between(oldest, now)).orElse(Duration.ZERO);
        return age.compareTo(limits.age()) > 0
                ? full(
                        function,
                        Acceptance.BacklogFull.Unit.SECONDS,
                        age.toSeconds(),
                        limits.age().toSeconds())
                : Optional.empty();
    }

    private static Optional<Acceptance> full(
            FunctionName function, Acceptance.BacklogFull.Unit unit, long waiting, long limit) {
        return Optional.of(new Acceptance.BacklogFull(function, unit, waiting, limit));
    }

    private static long bytes(Fields fields) {
        long bytes = 0;
        for (Header header : fields.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** Puts a call whatever is known under its id, and however much waits: its attempts are counted anew. */
    CompletionStage<Acceptance> putAnyway(QueuedCall call) {
        return reached(named(call).thenCompose(this::both));
    }

    private CompletionStage<Acceptance> both(QueuedCall call) {
        InvocationState waiting = InvocationState.waiting(call);
        Fields fields = CallFormat.fields(call);
        return topics.made(call.function(), call.terms())
                .handle((_, fault) -> fault == null
                        ? states.write(waiting).thenCombine(written(call, fields), (_, acceptance) -> acceptance)
                        : CompletableFuture.<Acceptance>completedFuture(new Acceptance.BrokerAway(
                                "Kafka did not take the call, and nothing of it will run: " + fault.getMessage())))
                .thenCompose(done -> done);
    }

    private CompletionStage<Acceptance> writtenAgain(QueuedCall call) {
        return written(call, CallFormat.fields(call));
    }

    private CompletionStage<Acceptance> written(QueuedCall call, Fields fields) {
        Optional<Instant> later = call.terms()
                .notBefore()
                .filter(due -> due.isAfter(clock.instant().plus(SOON)));
        CompletionStage<Void> durable = later.isPresent() ? delayed.put(call, later.get()) : queued(call, fields);
        return durable.thenApply(_ -> new Acceptance.Accepted(call.id()));
    }

    private CompletionStage<Void> queued(QueuedCall call) {
        return queued(call, CallFormat.fields(call));
    }

    private CompletionStage<Void> queued(QueuedCall call, Fields fields) {
        CallTerms terms = call.terms();
        String topic = topics.name(call.function(), terms);
        String key = CallFormat.key(call);
        Optional<ByteBuffer> body = Optional.of(CallFormat.value(call));
        return topics.made(call.function(), terms)
                .thenCompose(_ -> terms.fairKey().isEmpty()
                        ? writer.write(topic, key, fields, body)
                        : writer.write(
                                new TopicPartition(topic, CallTopics.lane(terms.fairKey())),
                                key.getBytes(StandardCharsets.UTF_8),
                                fields,
                                body))
                .thenAccept(_ -> {});
    }

    /** Takes a call that was tried out of the way until then; completes when that is durable. */
    public CompletionStage<Void> delay(QueuedCall call, Instant until) {
        return delayed.put(call, until);
    }

    @Override
    public void close() {
        delayed.close();
    }
}
