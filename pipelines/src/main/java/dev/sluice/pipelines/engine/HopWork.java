package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.trigger.EventCall;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.parked.ParkedKeys;
import dev.sluice.pipelines.parked.TooManyParkedKeysException;
import dev.sluice.pipelines.parked.WhyParked;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * What is done with the items of one piece of a pipeline: calls its function, if it has one, and takes what comes of that through the
 * stages that are fused into it. A call has one item; where nothing is called, many are taken together. Thread-safe; nothing in it blocks.
 */
final class HopWork implements Work {

    /** More is made than can be committed. */
    static final Verdict FULL = new Verdict(
            new Settlement.Retry(Duration.ofSeconds(1), false),
            "What came of the items before is not committed yet, and takes too much memory.");

    private final Node head;
    private final Optional<HopCalls> calls;
    private final Way way;
    private final Items items;
    private final Outputs outputs;
    private final Targets targets;
    private final Optional<BatchCounts> batches;
    private final StageCounts.Of counts;
    private final StageTraces traces;
    private final Next next;
    private final Optional<ParkedKeys> parked;

    /** Who calls the function of a node of the same pipeline; empty if nobody does. */
    @FunctionalInterface
    interface Next {

        Optional<HopWork> of(StageName node);
    }

    /**
     * A piece of a pipeline.
     *
     * @param head where it begins
     * @param calls of its function; empty where it calls none
     * @param parked where a key is parked when one of its items fails; empty where none is
     */
    HopWork(
            Node head,
            Optional<HopCalls> calls,
            Way way,
            Items items,
            Outputs outputs,
            Targets targets,
            Optional<BatchCounts> batches,
            StageCounts.Of counts,
            StageTraces traces,
            Next next,
            Optional<ParkedKeys> parked) {
        this.head = head;
        this.calls = calls;
        this.way = way;
        this.items = items;
        this.outputs = outputs;
        this.targets = targets;
        this.batches = batches;
        this.counts = counts;
        this.traces = traces;
        this.next = next;
        this.parked = parked;
    }

    /** Where it puts what it makes. */
    Outputs outputs() {
        return outputs;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        return calls.map(of -> call(of, attempts.getFirst()).thenApply(List::of))
                .orElseGet(() -> CompletableFuture.completedStage(
                        attempts.stream().map(this::pass).toList()));
    }

    private Verdict pass(Attempt attempt) {
        if (outputs.isFull()) {
            return FULL;
        }
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        try {
            CloudEvent item = item(record);
            return done(record, item, () -> taken(item));
        } catch (MalformedEventException e) {
            return malformed(e);
        }
    }

    private CompletionStage<Verdict> call(HopCalls of, Attempt attempt) {
        if (outputs.isFull()) {
            return CompletableFuture.completedStage(FULL);
        }
        try {
            CloudEvent item = item(attempt.record());
            return keysOf(attempt.record())
                    .map(keys -> call(of, item, attempt, keys))
                    .orElseGet(() -> call(of, item, attempt));
        } catch (MalformedEventException e) {
            return CompletableFuture.completedStage(malformed(e));
        }
    }

    static Verdict malformed(MalformedEventException e) {
        return new Verdict(new Settlement.Dead("malformed_item"), "The item is malformed: " + e.getMessage() + ".");
    }

    CloudEvent item(ConsumerRecord<byte[], byte[]> record) throws MalformedEventException {
        return head instanceof Node.Source source && batches.isEmpty()
                ? Items.read(record, source.settings().topic().flatMap(SourceSettings.TopicItems::format))
                : KafkaEvents.read(TopicRecord.of(record));
    }

    /** Where the key of a record may be parked; empty if it cannot be. */
    private Optional<ParkedKeys> keysOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? Optional.empty() : parked;
    }

    private CompletionStage<Verdict> call(HopCalls of, CloudEvent item, Attempt attempt, ParkedKeys keys) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        switch (keys.turn(record)) {
            case CALL -> {
                return call(of, item, attempt);
            }
            case PARK -> keys.behind(record).ifPresent(records -> put(record, records));
            case DISCARD -> discard(attempt, keys);
            case PASS -> {}
        }
        return CompletableFuture.completedStage(Verdict.UNTRIED);
    }

    /** The failed item of a parked key becomes a dead letter after all. */
    private void discard(Attempt attempt, ParkedKeys keys) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        WhyParked why = ParkedKeys.why(record);
        TopicRecord item = ParkedKeys.plain(record);
        keys.settled(record).ifPresent(beside -> {
            List<ProducerRecord<byte[], byte[]>> records =
                    new ArrayList<>(dead(record, item, why.attempts(), why.reason(), why.detail()));
            records.addAll(beside);
            put(record, records);
            counts.discarded();
        });
    }

    /** What is written beside what comes of a record; empty if nothing comes of it, because it has come of it before. */
    private Optional<List<ProducerRecord<byte[], byte[]>>> beside(ConsumerRecord<byte[], byte[]> record) {
        return keysOf(record).map(keys -> keys.settled(record)).orElseGet(() -> Optional.of(List.of()));
    }

    private void put(ConsumerRecord<byte[], byte[]> record, List<ProducerRecord<byte[], byte[]>> records) {
        outputs.put(new TopicPartition(record.topic(), record.partition()), record.offset(), records);
    }

    private CompletionStage<Verdict> call(HopCalls of, CloudEvent item, Attempt attempt) {
        Optional<Verdict> refused = of.refused(attempt.record());
        return refused.isPresent()
                ? CompletableFuture.completedStage(refused.get())
                : of.call(item, attempt, () -> !isPaused(item))
                        .thenApply(end -> end.map(ended -> settled(of, item, attempt, ended))
                                .orElseGet(() -> setAside(attempt, item)));
    }

    /** Whether no call may begin with an item, because its batch is paused. */
    boolean isPaused(CloudEvent item) {
        return batches.filter(of -> of.paused().test(BatchCounts.of(item))).isPresent();
    }

    /** An item of a paused batch goes to where it waits until the batch goes on, and holds up no other here. */
    Verdict setAside(Attempt attempt, CloudEvent item) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        beside(record).ifPresent(beside -> {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(beside);
            records.add(batches.orElseThrow().setAside(head, BatchCounts.of(item), ParkedKeys.plain(record)));
            put(record, records);
        });
        return Verdict.UNTRIED;
    }

    /** At the source, where traces begin. */
    private List<Way.Arrived> taken(CloudEvent item) throws ItemFailedException {
        StageTraces.Span span = traces.begin(item, 0);
        return span.over(() -> way.from(head.name(), Optional.empty(), StageTraces.in(span.trace(), item)));
    }

    private Verdict settled(HopCalls of, CloudEvent item, Attempt attempt, EventCall.End end) {
        return of.undone(attempt, end).orElseGet(() -> done(attempt.record(), item, () -> after(item, end)));
    }

    private List<Way.Arrived> after(CloudEvent called, EventCall.End end) throws ItemFailedException {
        CloudEvent item = StageTraces.in(end.trace(), called);
        StageName name = head.name();
        if (head instanceof Node.Sink) {
            return List.of();
        }
        if (head instanceof Node.Step step && step.stage() instanceof Stage.Filter) {
            return switch (new String(end.answer().body(), StandardCharsets.UTF_8).strip()) {
                case "true" -> way.from(name, Optional.empty(), item);
                case "false" -> way.from(name, Optional.of(Stage.REJECTED), item);
                default ->
                    throw new ItemFailedException(
                            "bad_answer", "The answer of a filter is true or false, and this one is neither.");
            };
        }
        List<Way.Arrived> arrived = new ArrayList<>();
        boolean lists = head instanceof Node.Source;
        for (CloudEvent made :
                lists ? items.listed(item, head.keptAs(), end.answer()) : items.of(item, head.keptAs(), end.answer())) {
            arrived.addAll(way.from(name, Optional.empty(), made));
        }
        return arrived;
    }

    /** Makes what comes of an item, and says where it has come to. */
    @FunctionalInterface
    interface Maker {
        List<Way.Arrived> make() throws ItemFailedException;
    }

    /** Puts what comes of a record where it is committed, says that it is done, and goes on with what can be done before the commit. */
    Verdict done(ConsumerRecord<byte[], byte[]> record, CloudEvent item, Maker maker) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            List<Way.Arrived> arrived = maker.make();
            MadeItems made = made(record, item, arrived, more -> outputs.grown(partition, record.offset(), more));
            Optional<List<ProducerRecord<byte[], byte[]>>> beside = beside(record);
            if (beside.isEmpty()) {
                return Verdict.UNTRIED;
            }
            made = made.with(beside.get());
            outputs.put(partition, record.offset(), made);
            counts.made(arrived.size());
            made.begin();
            return Verdict.DONE;
        } catch (ItemFailedException e) {
            return new Verdict(new Settlement.Dead(e.reason()), e.detail());
        }
    }

    private MadeItems made(
            ConsumerRecord<byte[], byte[]> record, CloudEvent item, List<Way.Arrived> arrived, LongConsumer grown)
            throws ItemFailedException {
        List<RecordHeader> chain = calls.map(of -> List.of(of.chain(record))).orElseGet(() -> DeadItems.chain(record));
        List<ProducerRecord<byte[], byte[]>> plain = new ArrayList<>();
        List<MadeItems.Onward> onward = new ArrayList<>();
        for (Way.Arrived each : arrived) {
            ProducerRecord<byte[], byte[]> written = targets.record(each, chain);
            plain.addAll(targets.kept(each, chain));
            next.of(each.node().name())
                    .filter(HopWork::mayGoAhead)
                    .ifPresentOrElse(
                            hop -> onward.add(new MadeItems.Onward(written, hop.ahead(each.item(), written, grown))),
                            () -> plain.add(written));
        }
        batches.ifPresent(of -> plain.addAll(of.settled(head, BatchCounts.of(item), arrived)));
        return new MadeItems(plain, onward);
    }

    private boolean mayGoAhead() {
        return calls.filter(HopCalls::mayGoAhead).isPresent();
    }

    /**
     * A call of this piece's function with an item that is not committed yet.
     *
     * @param record what would be written of it
     * @param grown is told by how many bytes more has come of the item than was known
     */
    private AheadCall ahead(CloudEvent item, ProducerRecord<byte[], byte[]> record, LongConsumer grown) {
        return new AheadCall(new Ahead(item, asRead(record), grown));
    }

    private static ConsumerRecord<byte[], byte[]> asRead(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    /** Goes on with an item that is not committed yet. */
    private final class Ahead implements AheadCall.Caller {
        private final CloudEvent item;
        private final ConsumerRecord<byte[], byte[]> record;
        private final LongConsumer grown;
        private final CompletableFuture<EventCall.End> end = new CompletableFuture<>();

        Ahead(CloudEvent item, ConsumerRecord<byte[], byte[]> record, LongConsumer grown) {
            this.item = item;
            this.record = record;
            this.grown = grown;
        }

        @Override
        public boolean reserve() {
            return !isPaused(item)
                    && calls.filter(of -> of.reserve(item, record, end)).isPresent();
        }

        @Override
        public void begin(AheadCall call) {
            var _ = end.thenAccept(ended -> ended(call, ended)).whenComplete((_, failure) -> {
                if (failure != null) {
                    call.over();
                }
            });
            calls.orElseThrow().ahead(item, record, end);
        }

        private void ended(AheadCall call, EventCall.End ended) {
            if (!calls.orElseThrow().isDone(record, ended) || !call.isOpen()) {
                call.over();
                return;
            }
            try {
                List<Way.Arrived> arrived = after(item, ended);
                MadeItems items = made(record, item, arrived, grown);
                if (call.made(items)) {
                    calls.orElseThrow().forget(item);
                    counts.doneAhead(arrived.size());
                    grown.accept(items.bytes());
                    items.begin();
                }
            } catch (ItemFailedException e) {
                // Whoever reads the item finds the same, and buries it.
                call.over();
            }
        }
    }

    /** A dead item becomes visible as everything does that comes of it, and so does one that is parked. */
    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        Optional<ParkedKeys> keys = keysOf(record).filter(_ -> isItem(record));
        if (keys.isEmpty()) {
            put(record, dead(record, TopicRecord.of(record), attempt.number(), reason, detail));
            return CompletableFuture.completedStage(null);
        }
        if (keys.get().turn(record) == ParkedKeys.Turn.DISCARD) {
            discard(attempt, keys.get());
            return CompletableFuture.completedStage(null);
        }
        try {
            keys.get()
                    .failed(record, new WhyParked(reason, attempt.number(), detail))
                    .ifPresent(records -> put(record, records));
            counts.spared();
            return CompletableFuture.completedStage(null);
        } catch (TooManyParkedKeysException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private boolean isItem(ConsumerRecord<byte[], byte[]> record) {
        try {
            item(record);
            return true;
        } catch (MalformedEventException e) {
            return false;
        }
    }

    private List<ProducerRecord<byte[], byte[]>> dead(
            ConsumerRecord<byte[], byte[]> read, TopicRecord record, int attempts, String reason, String detail) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(DeadItems.of(record, attempts, head.name(), reason, detail, targets.limitOfDead())
                .to(targets.deadLetters()));
        batches.ifPresent(counts -> {
            TopicRecord kept = DeadItems.of(record, attempts, head.keptAs(), reason, "", KeptTopic.MAX_RECORD);
            records.addAll(failed(counts, read, kept, reason));
        });
        return records;
    }

    @Override
    public void assigned(TopicPartition partition) {
        parked.ifPresent(keys -> keys.assigned(partition.partition()));
    }

    @Override
    public void lost(TopicPartition partition) {
        parked.ifPresent(keys -> keys.lost(partition.partition()));
    }

    private boolean failsBatch() {
        return head instanceof Node.Step step
                && step.stage() instanceof Stage.Function function
                && function.onFailure() == Stage.OnFailure.FAIL_BATCH;
    }

    /** {@code dead}: the item as it is kept for a retry. */
    private List<ProducerRecord<byte[], byte[]>> failed(
            BatchCounts counts, ConsumerRecord<byte[], byte[]> read, TopicRecord dead, String reason) {
        try {
            CloudEvent item = item(read);
            String batch = BatchCounts.of(item);
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(counts.failed(
                    head, batch, new Missing(item.id(), head.keptAs().value(), reason), dead));
            if (failsBatch()) {
                records.addAll(counts.cancelled(batch));
            }
            return records;
        } catch (MalformedEventException e) {
            // All records here are the platform's own; one that somebody else wrote is in no batch.
            return List.of();
        }
    }
}
