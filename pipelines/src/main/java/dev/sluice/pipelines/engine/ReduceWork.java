package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.json.JsonStrings;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.fold.Folding;
import dev.sluice.pipelines.fold.UnfitItemException;
import dev.sluice.pipelines.fold.Values;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds the items of batches, those of one partition of a reduce's topic, as they come, and tells what came of them when nothing of the batch
 * is under way to it any more. What is kept are the folds, one for each batch and key; items need not stay. Where a function folds, it has it
 * called with {@linkplain FoldChunks chunks}, and hears what came of them.
 */
final class ReduceWork implements PartitionWork {

    /** Between a batch and a key; no name of a batch has it. */
    private static final String OF = "\n";

    /** The reason of an item that has not what is folded. */
    private static final String UNFIT = "unfit_item";

    private static final int LONGEST_KEY = 1_000;
    private static final int MOST_DIGITS = 18;
    private static final Pattern NUMBER = Pattern.compile("\\d{1," + MOST_DIGITS + "}");

    /** Numbers that are not what comes of them alone. */
    private static final Pattern AMBIGUOUS = Pattern.compile("(?<!\\d)0\\d|\\d{" + (MOST_DIGITS + 1) + "}");

    private final Barrier barrier;
    private final Folding folding;
    private final Map<String, Batch> batches = new LinkedHashMap<>();

    /** Whether values take so much memory that no chunk waits until it is full. */
    private boolean tight;

    /**
     * A reduce.
     *
     * @param chunks empty if a fold that is built in does it
     */
    record Barrier(
            Node.Step step,
            Stage.Reduce reduce,
            Optional<FoldChunks> chunks,
            Way way,
            Items items,
            Targets targets,
            BatchCounts counts,
            StageTraces traces) {}

    /** A batch that is waited for. */
    private static final class Batch {
        long underWay;
        long missing;
        boolean cancelled;

        /** Whether nothing is under way to it any more. */
        boolean whole;

        /** How many chunks were made of its values. */
        long chunks;

        /** Those of which nothing is known yet. */
        long calls;

        /** Through which functions its items came. */
        List<RecordHeader> chain = List.of();

        /** The same of what the function made of them. */
        List<RecordHeader> chainOfValues = List.of();

        /** Those of the items that came since the gateway has the partition. */
        final TraceLinks traces = new TraceLinks();

        /** By key; under an empty one that of the whole batch. */
        final Map<String, Fold> folds = new TreeMap<>();

        /** The keys whose folds are kept. */
        final Set<String> kept = new HashSet<>();

        /** The keys whose folds have changed. */
        final Set<String> changed = new HashSet<>();

        byte[] bytes() {
            return ("1 " + underWay + " " + missing + " " + (cancelled ? "cancelled" : "") + " " + chunks + " "
                            + (whole ? "whole" : ""))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    ReduceWork(Barrier barrier) {
        this.barrier = barrier;
        this.folding = new Folding(
                barrier.reduce().fold(),
                barrier.reduce().value(),
                barrier.reduce().most());
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        int of = name.indexOf(OF);
        Batch batch = batches.computeIfAbsent(of < 0 ? name : name.substring(0, of), _ -> new Batch());
        if (of < 0) {
            String[] words = new String(value, StandardCharsets.UTF_8).split(" ", -1);
            batch.underWay = Long.parseLong(words[1]);
            batch.missing = Long.parseLong(words[2]);
            batch.cancelled = !words[3].isEmpty();
            // Earlier versions knew no function.
            batch.chunks = words.length > 4 ? Long.parseLong(words[4]) : 0;
            batch.whole = words.length > 5 && !words[5].isEmpty();
            return;
        }
        String group = name.substring(of + 1);
        try {
            Fold fold = Fold.read(new PackedReader(value));
            batch.folds.put(group, fold);
            batch.kept.add(group);
            batch.calls += fold instanceof Values values ? values.calls() : 0;
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException(
                    "What was kept of the batch '" + name.substring(0, of) + "' at '"
                            + barrier.step().name() + "' cannot be read by this version.",
                    e);
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
        tight = barrier.chunks().isPresent() && bytes() > FoldChunks.MOST_HELD;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<BatchRecords.Said> read = BatchRecords.read(record);
            if (read.isEmpty()) {
                step.send(barrier.targets().foreign(record, barrier.step().name()));
                continue;
            }
            String name = BatchRecords.batch(record.key());
            BatchRecords.Said said = read.get();
            if (!(said instanceof BatchRecords.Said.Member)) {
                step.account();
            }
            if ((said instanceof BatchRecords.Said.Told || said instanceof BatchRecords.Said.Answered)
                    && !batches.containsKey(name)) {
                // It is over already.
                continue;
            }
            changed.add(name);
            Batch batch = batches.computeIfAbsent(name, _ -> new Batch());
            take(name, batch, said, record, made);
            if (batch.underWay == 0 && said instanceof BatchRecords.Said.Counted) {
                batch.whole = true;
                batch.folds.keySet().forEach(group -> call(name, batch, group, made));
            }
            if (batch.whole && (batch.calls == 0 || batch.cancelled)) {
                batches.remove(name);
                open(name, batch, made, step);
                step.keep(BatchRecords.key(name), null);
                batch.kept.forEach(group -> step.keep(BatchRecords.key(name + OF + group), null));
            }
        }
        BatchRecords.folded(made).forEach(step::send);
        for (String name : changed) {
            @Nullable Batch batch = batches.get(name);
            if (batch != null) {
                keep(name, batch, step);
            }
        }
    }

    private long bytes() {
        return batches.values().stream()
                .flatMap(batch -> batch.folds.values().stream())
                .mapToLong(fold -> fold instanceof Values values ? values.bytes() : 0)
                .sum();
    }

    @Override
    public Held held() {
        return new Held(
                batches.size(),
                batches.values().stream().mapToLong(batch -> batch.folds.size()).sum());
    }

    private static void keep(String name, Batch batch, Step step) {
        step.keep(BatchRecords.key(name), batch.bytes());
        for (String group : batch.changed) {
            @Nullable Fold fold = batch.folds.get(group);
            if (fold != null) {
                PackedWriter packed = new PackedWriter();
                fold.pack(packed);
                step.keep(BatchRecords.key(name + OF + group), packed.written());
            }
        }
        batch.kept.addAll(batch.changed);
        batch.changed.clear();
    }

    private void take(
            String name,
            Batch batch,
            BatchRecords.Said said,
            ConsumerRecord<byte[], byte[]> record,
            List<ProducerRecord<byte[], byte[]>> made) {
        switch (said) {
            case BatchRecords.Said.Counted(long by) -> batch.underWay += by;
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) ->
                batch.cancelled |= event == BatchRecords.Event.CANCELLED;
            case BatchRecords.Said.Lost _ -> batch.missing++;
            // They are told of whole batches, of joins, and of failed items.
            case BatchRecords.Said.Retried _,
                    BatchRecords.Said.Held _,
                    BatchRecords.Said.Released _,
                    BatchRecords.Said.Edition _ -> {}
            // They are told of whole batches, and of what is kept.
            case BatchRecords.Said.RerunOf _, BatchRecords.Said.RerunInto _ -> {}
            case BatchRecords.Said.Member(CloudEvent item) -> {
                if (batch.chain.isEmpty()) {
                    batch.chain = DeadItems.chain(record);
                }
                fold(name, batch, item, record, made);
            }
            case BatchRecords.Said.Answered answered -> {
                batch.chainOfValues = DeadItems.chain(record);
                answered(name, batch, answered, made);
            }
        }
    }

    private void answered(
            String name, Batch batch, BatchRecords.Said.Answered answered, List<ProducerRecord<byte[], byte[]>> made) {
        if (batch.folds.get(answered.key()) instanceof Values values) {
            batch.calls--;
            answered.value()
                    .ifPresentOrElse(
                            value -> values.answered(answered.members(), value), () -> values.lost(answered.members()));
            batch.missing += answered.value().isPresent() ? 0 : answered.members();
            batch.changed.add(answered.key());
            call(name, batch, answered.key(), made);
        }
    }

    /** Has the function called with what is due, if one folds. */
    private void call(String name, Batch batch, String group, List<ProducerRecord<byte[], byte[]>> made) {
        if (barrier.chunks().isPresent() && !batch.cancelled && batch.folds.get(group) instanceof Values values) {
            FoldChunks.Of of = new FoldChunks.Of(name, group, batch.chain, () -> batch.chunks++);
            List<ProducerRecord<byte[], byte[]>> due = barrier.chunks().get().due(values, of, batch.whole, tight);
            if (!due.isEmpty()) {
                batch.calls += due.size();
                batch.changed.add(group);
                made.addAll(due);
            }
        }
    }

    private void fold(
            String name,
            Batch batch,
            CloudEvent item,
            ConsumerRecord<byte[], byte[]> record,
            List<ProducerRecord<byte[], byte[]>> made) {
        try {
            String group = group(item);
            Fold one = folding.of(item, place(item.id()));
            batch.folds.computeIfAbsent(group, _ -> folding.nothing()).add(one);
            batch.changed.add(group);
            batch.traces.add(item);
            call(name, batch, group, made);
        } catch (UnfitItemException e) {
            batch.missing++;
            Node.Step head = barrier.step();
            made.add(barrier.targets().dead(TopicRecord.of(record), head.name(), UNFIT, e.detail()));
            Missing missing = new Missing(item.id(), head.keptAs().value(), UNFIT);
            made.add(barrier.counts().told(StageName.SOURCE, name, missing));
        }
    }

    private String group(CloudEvent item) throws UnfitItemException {
        Optional<EventExpression> by = barrier.reduce().by();
        if (by.isEmpty()) {
            return "";
        }
        return switch (by.get().value(item)) {
            case EventExpression.Value.Text(String key) when key.length() <= LONGEST_KEY -> fit(key, item);
            case EventExpression.Value.Text(String key) ->
                throw new UnfitItemException(
                        "The key has " + key.length() + " characters, and may have " + LONGEST_KEY + ".");
            case EventExpression.Value.Failed(String why) -> throw new UnfitItemException(why);
        };
    }

    /** A key that an event can have: what comes of its items has it, and an id with it. */
    private static String fit(String key, CloudEvent item) throws UnfitItemException {
        try {
            return key.isEmpty()
                    ? key
                    : item.with(Map.of(CloudEvent.KEY, key))
                            .attribute(CloudEvent.KEY)
                            .orElse(key);
        } catch (MalformedEventException e) {
            throw new UnfitItemException("The key cannot be one: " + e.getMessage() + ".");
        }
    }

    /** Unlike that of each other id. Ordered as texts are, ids stand by the values of their numbers, of {@value #MOST_DIGITS} digits at most. */
    static String place(String id) {
        String padded = NUMBER.matcher(id).replaceAll(number -> padded(number.group()));
        return AMBIGUOUS.matcher(id).find() ? padded + OF + id : padded;
    }

    private static String padded(String number) {
        return "0".repeat(MOST_DIGITS - number.length()) + number;
    }

    private void open(String name, Batch batch, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        Node head = barrier.step();
        List<Way.Arrived> all = new ArrayList<>();
        if (!batch.cancelled) {
            if (barrier.reduce().by().isEmpty() && batch.folds.isEmpty()) {
                batch.folds.put("", folding.nothing());
            }
            StageTraces.Span span = barrier.traces().begin(name + "/" + head.keptAs(), name, batch.traces.all());
            batch.folds.forEach((group, fold) -> all.addAll(arrived(name, batch, group, fold, span, made)));
            span.end(false);
        }
        step.made(all.size());
        made.addAll(barrier.counts().settled(head, name, all));
    }

    /** Where a result comes to; nowhere if it cannot go on. */
    private List<Way.Arrived> arrived(
            String name,
            Batch batch,
            String group,
            Fold fold,
            StageTraces.Span span,
            List<ProducerRecord<byte[], byte[]>> made) {
        StageName stage = barrier.step().keptAs();
        boolean keyed = barrier.reduce().by().isPresent();
        CloudEvent item = StageTraces.in(
                span.trace(),
                barrier.items()
                        .ofBatch(
                                name,
                                keyed ? stage + "." + Items.part(group) : stage.value(),
                                json(name, batch, group, fold)));
        try {
            CloudEvent whole = keyed && !group.isEmpty() ? item.with(Map.of(CloudEvent.KEY, group)) : item;
            List<Way.Arrived> arrived = barrier.way().from(barrier.step().name(), Optional.empty(), whole);
            made.addAll(barrier.targets()
                    .records(arrived, batch.chainOfValues.isEmpty() ? batch.chain : batch.chainOfValues));
            return arrived;
        } catch (ItemFailedException e) {
            lost(name, item, e.reason(), e.detail(), made);
        } catch (MalformedEventException e) {
            lost(name, item, "no_key", "The key cannot be one: " + e.getMessage() + ".", made);
        }
        return List.of();
    }

    private void lost(
            String name, CloudEvent item, String reason, String detail, List<ProducerRecord<byte[], byte[]>> made) {
        Node.Step head = barrier.step();
        made.add(barrier.targets().dead(KafkaEvents.write(item), head.name(), reason, detail));
        Missing missing = new Missing(item.id(), head.keptAs().value(), reason);
        barrier.counts()
                .counters()
                .of(head)
                .forEach(counter -> made.add(barrier.counts().told(counter, name, missing)));
    }

    private byte[] json(String name, Batch batch, String group, Fold fold) {
        StringBuilder json = new StringBuilder(128);
        JsonStrings.quote(json.append("{\"batch\":"), name);
        if (barrier.reduce().by().isPresent()) {
            JsonStrings.quote(json.append(",\"key\":"), group);
        }
        json.append(",\"count\":").append(fold.members());
        json.append(",\"value\":").append(fold.result());
        json.append(",\"leftOut\":").append(fold.leftOut());
        json.append(",\"missingCount\":").append(batch.missing).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
