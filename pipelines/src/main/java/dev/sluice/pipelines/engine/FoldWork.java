package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.trigger.EventAnswer;
import dev.sluice.events.trigger.EventCall;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.fold.Folding;
import dev.sluice.pipelines.fold.UnfitItemException;
import dev.sluice.pipelines.fold.Values;
import dev.sluice.pipelines.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Calls the function of a reduce with {@linkplain FoldChunks chunks} of values, and tells the reduce what came of each: one value, or that it
 * is lost. Thread-safe; nothing in it blocks.
 */
final class FoldWork implements Work {

    private static final String BAD_ANSWER = "bad_answer";

    private final Node.Step reduce;
    private final HopCalls calls;
    private final Outputs outputs;
    private final Targets targets;
    private final BatchCounts counts;

    /** {@code reduce}: by a function, which {@code calls} call. */
    FoldWork(Node.Step reduce, HopCalls calls, Outputs outputs, Targets targets, BatchCounts counts) {
        this.reduce = reduce;
        this.calls = calls;
        this.outputs = outputs;
        this.targets = targets;
        this.counts = counts;
    }

    /** Where it puts what it makes. */
    Outputs outputs() {
        return outputs;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        return call(attempts.getFirst()).thenApply(List::of);
    }

    private CompletionStage<Verdict> call(Attempt attempt) {
        Optional<Verdict> refused = outputs.isFull() ? Optional.of(HopWork.FULL) : calls.refused(attempt.record());
        if (refused.isPresent()) {
            return CompletableFuture.completedStage(refused.get());
        }
        try {
            CloudEvent chunk = KafkaEvents.read(TopicRecord.of(attempt.record()));
            String batch = BatchCounts.of(chunk);
            return calls.call(chunk, attempt, () -> !counts.paused().test(batch))
                    .thenApply(end -> end.map(ended -> ended(attempt, chunk, ended))
                            .orElseGet(() -> setAside(attempt.record(), batch)));
        } catch (MalformedEventException e) {
            return CompletableFuture.completedStage(HopWork.malformed(e));
        }
    }

    private Verdict ended(Attempt attempt, CloudEvent chunk, EventCall.End end) {
        return calls.undone(attempt, end).orElseGet(() -> done(attempt.record(), chunk, end));
    }

    /** A chunk of a paused batch waits until that goes on. */
    private Verdict setAside(ConsumerRecord<byte[], byte[]> record, String batch) {
        put(record, List.of(counts.setAside(reduce, batch, TopicRecord.of(record))));
        return Verdict.UNTRIED;
    }

    private Verdict done(ConsumerRecord<byte[], byte[]> record, CloudEvent chunk, EventCall.End end) {
        try {
            put(record, answered(record, BatchCounts.of(chunk), Optional.of(value(end.answer()))));
            return Verdict.DONE;
        } catch (ItemFailedException e) {
            return new Verdict(new Settlement.Dead(e.reason()), e.detail());
        }
    }

    private static byte[] value(EventAnswer answer) throws ItemFailedException {
        if (!answer.whole() || answer.body().length > Values.LONGEST) {
            throw tooLarge("");
        }
        try {
            CloudEvent made = event(answer);
            if (made.data().filter(data -> data.length > 0).isEmpty()) {
                throw new ItemFailedException(
                        BAD_ANSWER, "The function of a reduce answers with one value, and this answer has none.");
            }
            byte[] kept = Folding.json(made);
            if (kept.length > Values.LONGEST) {
                throw tooLarge(" in JSON");
            }
            return kept;
        } catch (MalformedEventException e) {
            throw new ItemFailedException(BAD_ANSWER, "The answer cannot be used: " + e.getMessage() + ".");
        } catch (UnfitItemException e) {
            throw new ItemFailedException(BAD_ANSWER, "The answer cannot be used. " + e.detail());
        }
    }

    private static ItemFailedException tooLarge(String as) {
        return new ItemFailedException(
                "answer_too_large",
                "The answer has more than " + Values.LONGEST + " bytes" + as + ": give a reference to what is larger.");
    }

    private static CloudEvent event(EventAnswer answer) throws MalformedEventException, ItemFailedException {
        if (HttpEvents.mode(answer.headers()).isEmpty()) {
            return new CloudEvent(
                    Map.of("id", "answer", "source", "/", "type", Items.TYPE),
                    answer.headers().first("content-type"),
                    Optional.of(answer.body()));
        }
        List<CloudEvent> events = HttpEvents.readAll(answer.headers(), answer.body());
        if (events.size() != 1) {
            throw new ItemFailedException(
                    BAD_ANSWER,
                    "The function of a reduce answers with one value, and this answer has " + events.size()
                            + " events.");
        }
        return events.getFirst();
    }

    private List<ProducerRecord<byte[], byte[]>> answered(
            ConsumerRecord<byte[], byte[]> record, String batch, Optional<byte[]> value) {
        // Whoever else writes chunks has them called, and no reduce waits for them.
        return BatchRecords.ofChunk(record, value).stream()
                .map(answered -> BatchRecords.answered(
                        counts.topicOf().apply(reduce.keptAs()), batch, answered, calls.chain(record)))
                .toList();
    }

    private void put(ConsumerRecord<byte[], byte[]> record, List<ProducerRecord<byte[], byte[]>> made) {
        outputs.put(new TopicPartition(record.topic(), record.partition()), record.offset(), made);
    }

    /** The chunk is a dead letter; its items are missing in the batch, and in the result. */
    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        made.add(DeadItems.of(attempt, reduce.name(), reason, detail, targets.limitOfDead())
                .to(targets.deadLetters()));
        try {
            CloudEvent chunk = KafkaEvents.read(TopicRecord.of(record));
            String batch = BatchCounts.of(chunk);
            List<ProducerRecord<byte[], byte[]>> told = answered(record, batch, Optional.empty());
            if (!told.isEmpty()) {
                made.addAll(told);
                made.add(counts.told(
                        StageName.SOURCE,
                        batch,
                        new Missing(chunk.id(), reduce.keptAs().value(), reason)));
            }
        } catch (MalformedEventException e) {
            // It was written by somebody else, and is in no batch.
        }
        put(record, made);
        return CompletableFuture.completedStage(null);
    }
}
