package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.trigger.EventCall;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.Words;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is done with the items of one piece of a pipeline: calls its function, if it has one, and takes what comes of that through the
 * stages that are fused into it. Thread-safe; nothing in it blocks.
 */
final class HopWork implements Work {

    private static final String FULL = "more is made than can be committed";

    private final Hop hop;
    private final Way way;
    private final Items items;
    private final Outputs outputs;
    private final Targets targets;
    private final Optional<BatchCounts> batches;
    private final Invoker invoker;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final StageCounts.Of counts;

    /**
     * A piece of a pipeline.
     *
     * @param head where it begins
     * @param call what is called with each item; empty at the source
     */
    record Hop(Node head, Optional<Called> call) {}

    /** A function and what its calls have in common. */
    record Called(FunctionName function, RetryPolicy policy, EventChains chains) {}

    HopWork(
            Hop hop,
            Way way,
            Items items,
            Outputs outputs,
            Targets targets,
            Optional<BatchCounts> batches,
            Invoker invoker,
            InstantSource clock,
            RandomGenerator random,
            StageCounts.Of counts) {
        this.hop = hop;
        this.way = way;
        this.items = items;
        this.outputs = outputs;
        this.targets = targets;
        this.batches = batches;
        this.invoker = invoker;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        return run(attempts.getFirst()).thenApply(List::of);
    }

    private CompletionStage<Verdict> run(Attempt attempt) {
        if (outputs.isFull()) {
            return CompletableFuture.failedStage(new IllegalStateException(FULL));
        }
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        CloudEvent item;
        try {
            item = item(record);
        } catch (MalformedEventException e) {
            String detail = "The item is malformed: " + e.getMessage() + ".";
            return CompletableFuture.completedStage(new Verdict(new Settlement.Dead("malformed_item"), detail));
        }
        return hop.call()
                .map(called -> call(called, item, attempt))
                .orElseGet(() -> CompletableFuture.completedStage(
                        made(record, item, () -> way.from(hop.head().name(), Optional.empty(), item))));
    }

    private CloudEvent item(ConsumerRecord<byte[], byte[]> record) throws MalformedEventException {
        return hop.head() instanceof Node.Source source && batches.isEmpty()
                ? Items.read(record, source.settings().topic().flatMap(SourceSettings.TopicItems::format))
                : KafkaEvents.read(TopicRecord.of(record));
    }

    private CompletionStage<Verdict> call(Called called, CloudEvent item, Attempt attempt) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        Optional<String> loop = called.chains().refusal(record);
        if (loop.isPresent()) {
            return CompletableFuture.completedStage(
                    new Verdict(new Settlement.Dead(Settlement.LOOP), loop.get() + "."));
        }
        List<String> chain = called.chains().of(List.of(record));
        Terms terms = new Terms(
                EntryPoint.EVENT,
                Priority.BACKGROUND,
                Optional.empty(),
                item.attribute(CloudEvent.KEY).orElse(""),
                attempt.number(),
                chain,
                OptionalInt.empty(),
                CallTerms.USUAL_PRIORITY);
        Headers fields = called.chains().fields(chain);
        Invocation invocation =
                Invocation.of(InvocationId.next(clock.millis()), called.function(), item, fields, terms);
        long began = System.nanoTime();
        return EventCall.make(invoker, invocation, true).thenApply(end -> {
            counts.called(System.nanoTime() - began);
            return settled(called, item, attempt, end);
        });
    }

    private Verdict settled(Called called, CloudEvent item, Attempt attempt, EventCall.End end) {
        Settlement settlement = attempt.settle(end.outcome(), Optional.empty(), called.policy(), random);
        if (!(settlement instanceof Settlement.Done)) {
            return new Verdict(settlement, Words.of(called.function(), end.outcome()));
        }
        return made(attempt.record(), item, () -> after(item, end));
    }

    private List<Way.Arrived> after(CloudEvent item, EventCall.End end) throws ItemFailedException {
        StageName name = hop.head().name();
        if (hop.head() instanceof Node.Sink) {
            return List.of();
        }
        if (hop.head() instanceof Node.Step step && step.stage() instanceof Stage.Filter) {
            return switch (new String(end.answer().body(), StandardCharsets.UTF_8).strip()) {
                case "true" -> way.from(name, Optional.empty(), item);
                case "false" -> way.from(name, Optional.of(Stage.REJECTED), item);
                default ->
                    throw new ItemFailedException(
                            "bad_answer", "The answer of a filter is true or false, and this one is neither.");
            };
        }
        List<Way.Arrived> arrived = new ArrayList<>();
        for (CloudEvent made : items.of(item, name, end.answer())) {
            arrived.addAll(way.from(name, Optional.empty(), made));
        }
        return arrived;
    }

    @FunctionalInterface
    private interface Maker {
        List<Way.Arrived> make() throws ItemFailedException;
    }

    /** Puts what comes of a record where it is committed, and says that it is done. */
    private Verdict made(ConsumerRecord<byte[], byte[]> record, CloudEvent item, Maker maker) {
        try {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            List<Way.Arrived> made = maker.make();
            for (Way.Arrived each : made) {
                records.add(targets.record(each, chain(record)));
            }
            batches.ifPresent(counts -> records.addAll(counts.settled(hop.head(), BatchCounts.of(item), made)));
            put(record, records);
            counts.made(made.size());
            return Verdict.DONE;
        } catch (ItemFailedException e) {
            return new Verdict(new Settlement.Dead(e.reason()), e.detail());
        }
    }

    private List<RecordHeader> chain(ConsumerRecord<byte[], byte[]> source) {
        return hop.call()
                .map(called -> List.of(called.chains().field(source)))
                .orElseGet(() -> DeadItems.chain(source));
    }

    private void put(ConsumerRecord<byte[], byte[]> record, List<ProducerRecord<byte[], byte[]>> records) {
        outputs.put(new TopicPartition(record.topic(), record.partition()), record.offset(), records);
    }

    /** A dead item becomes visible as everything does that comes of it. */
    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        TopicRecord dead = DeadItems.of(attempt, hop.head().name(), reason, detail, targets.limitOfDead());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(dead.to(targets.deadLetters()));
        batches.ifPresent(counts -> records.addAll(lost(counts, attempt.record(), reason)));
        put(attempt.record(), records);
        return CompletableFuture.completedStage(null);
    }

    private List<ProducerRecord<byte[], byte[]>> lost(
            BatchCounts counts, ConsumerRecord<byte[], byte[]> record, String reason) {
        try {
            CloudEvent item = item(record);
            return counts.lost(
                    hop.head(),
                    BatchCounts.of(item),
                    new Missing(item.id(), hop.head().name().value(), reason));
        } catch (MalformedEventException e) {
            // All records here are the platform's own; one that somebody else wrote is in no batch.
            return List.of();
        }
    }
}
