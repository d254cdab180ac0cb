package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.graph.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Waits for batches, those of one partition of a join's topic. Members stay in the topic until the join opens; those of small batches are in
 * memory too. What is kept of a batch is small: how much is under way to it, what has come, and where its records begin.
 */
final class JoinWork implements PartitionWork {

    /** How long the members of a batch stay that are too many to stand in its item. */
    static final Duration KEPT = Duration.ofDays(7);

    /** 16 MiB of members in memory; those of more batches are read again when these open. */
    private static final long MOST_HELD = 16L << 20;

    private final Barrier barrier;
    private final TopicPartition partition;
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Map<String, Opened> opened = new LinkedHashMap<>();
    private long held;

    /**
     * A join.
     *
     * @param again reads its topic again
     */
    record Barrier(
            Node.Step step,
            Stage.Join join,
            Way way,
            Items items,
            Targets targets,
            BatchCounts counts,
            StageTraces traces,
            InstantSource clock,
            Function<TopicPartition, PastRecords> again) {}

    /** A batch that is waited for. */
    private static final class Batch {
        long underWay;
        long members;
        long missing;
        boolean cancelled;

        /** How many of those under way have failed and wait for a retry, that it may go on without. */
        long waiting;

        /** With how many of them it has said that it goes on without; -1 if not, or if others came since. */
        long released = -1;

        /** Where its records begin; -1 if none is needed. */
        long first = -1;

        /** What has come since it began; null if not all of that is known here. */
        @Nullable
        JoinedItem item;

        List<RecordHeader> chain = List.of();

        String text() {
            return "1 " + underWay + " " + members + " " + missing + " " + first + " " + (cancelled ? "cancelled" : "")
                    + (waiting == 0 ? "" : " " + waiting);
        }
    }

    /** A batch whose members are still to be had: from {@code first} to before {@code until}, kept since then, in milliseconds. */
    record Opened(long first, long until, long since) {

        String text() {
            return "o " + first + " " + until + " " + since;
        }

        /** Empty if it is not one that has opened. */
        static Optional<Opened> read(byte[] value) {
            String[] words = new String(value, StandardCharsets.UTF_8).split(" ", -1);
            return words[0].equals("o")
                    ? Optional.of(
                            new Opened(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])))
                    : Optional.empty();
        }
    }

    JoinWork(Barrier barrier, TopicPartition partition) {
        this.barrier = barrier;
        this.partition = partition;
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        Optional<Opened> over = Opened.read(value);
        if (over.isPresent()) {
            opened.put(name, over.get());
            return;
        }
        String[] words = new String(value, StandardCharsets.UTF_8).split(" ", -1);
        Batch batch = new Batch();
        batch.underWay = Long.parseLong(words[1]);
        batch.members = Long.parseLong(words[2]);
        batch.missing = Long.parseLong(words[3]);
        batch.first = Long.parseLong(words[4]);
        batch.cancelled = !words[5].isEmpty();
        batch.waiting = words.length > 6 ? Long.parseLong(words[6]) : 0;
        batches.put(name, batch);
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        Set<String> changed = new HashSet<>();
        List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
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
            if (said instanceof BatchRecords.Said.Told && !batches.containsKey(name)) {
                // It has opened already.
                continue;
            }
            changed.add(name);
            Batch batch = batches.computeIfAbsent(name, _ -> fresh());
            take(batch, said, record);
            if (batch.underWay == 0 && said instanceof BatchRecords.Said.Counted) {
                batches.remove(name);
                open(name, batch, record.offset(), made, step);
            } else {
                release(name, batch, step);
            }
        }
        BatchRecords.folded(made).forEach(step::send);
        for (String name : changed) {
            @Nullable Batch batch = batches.get(name);
            @Nullable Opened over = opened.get(name);
            String text = batch != null ? batch.text() : over != null ? over.text() : "";
            step.keep(BatchRecords.key(name), text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Where nothing is under way but what has failed, and it tolerates that, it says so to whoever has these items: he gives them up, unless
     * they go on meanwhile.
     */
    private void release(String name, Batch batch, Step step) {
        long missing = batch.missing + batch.waiting;
        if (batch.waiting > 0
                && batch.waiting == batch.underWay
                && batch.waiting != batch.released
                && barrier.join().waitsForMost()
                && barrier.join().tolerate().allows(missing, batch.members + missing)) {
            batch.released = batch.waiting;
            step.send(barrier.counts().released(barrier.step(), name, batch.waiting));
        }
    }

    private Batch fresh() {
        Batch batch = new Batch();
        batch.item = held < MOST_HELD ? new JoinedItem() : null;
        return batch;
    }

    private void take(Batch batch, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        switch (said) {
            case BatchRecords.Said.Counted(long by) -> batch.underWay += by;
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) ->
                batch.cancelled |= event == BatchRecords.Event.CANCELLED;
            case BatchRecords.Said.Lost _ -> {
                batch.missing++;
                hold(batch, said, record);
            }
            // It is told of whole batches alone.
            case BatchRecords.Said.Retried _ -> {}
            case BatchRecords.Said.Held(long by) -> {
                batch.waiting += by;
                batch.released = by > 0 ? -1 : batch.released;
            }
            // They are told of reduces, and of failed items.
            case BatchRecords.Said.Answered _, BatchRecords.Said.Released _ -> {}
            case BatchRecords.Said.Member _ -> {
                batch.members++;
                if (batch.chain.isEmpty()) {
                    batch.chain = DeadItems.chain(record);
                }
                hold(batch, said, record);
            }
        }
    }

    private void hold(Batch batch, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        if (batch.first < 0) {
            batch.first = record.offset();
        }
        @Nullable JoinedItem item = batch.item;
        if (item != null) {
            held -= item.bytes();
            gather(item, said);
            held += item.bytes();
        }
    }

    private void gather(JoinedItem item, BatchRecords.Said said) {
        switch (said) {
            case BatchRecords.Said.Lost(Missing missing) ->
                item.add(missing.named(barrier.way().graph()));
            case BatchRecords.Said.Member(CloudEvent member) -> item.add(member);
            default -> {}
        }
    }

    private void open(String name, Batch batch, long offset, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        @Nullable JoinedItem known = batch.item;
        if (known != null) {
            held -= known.bytes();
        }
        Node head = barrier.step();
        String id = name + "/" + head.keptAs();
        if (batch.cancelled) {
            made.addAll(barrier.counts().settled(head, name, List.of()));
            return;
        }
        long expected = batch.members + batch.missing;
        // Where it waits for what is missing, that is under way still; what is missing for good is not waited for.
        if (barrier.join().missing() != Stage.Join.Missing.OPEN
                && !barrier.join().tolerate().allows(batch.missing, expected)) {
            made.addAll(barrier.counts()
                    .lost(head, name, new Missing(id, head.keptAs().value(), "members_missing")));
            return;
        }
        JoinedItem joined = known == null ? again(name, batch, offset) : known;
        if (joined.isLong()) {
            opened.put(name, new Opened(batch.first, offset, barrier.clock().millis()));
        }
        String path = barrier.items().pipeline().path() + "/batches/" + name + "/members/" + head.keptAs();
        byte[] data = joined.json(name, batch.members, batch.missing, path);
        StageTraces.Span span = barrier.traces().begin(id, name, joined.traces());
        CloudEvent item = StageTraces.in(
                span.trace(), barrier.items().ofBatch(name, head.keptAs().value(), data));
        try {
            List<Way.Arrived> arrived = span.over(() -> {
                List<Way.Arrived> to = barrier.way().from(head.name(), Optional.empty(), item);
                made.addAll(barrier.targets().records(to, batch.chain));
                return to;
            });
            step.made(arrived.size());
            made.addAll(barrier.counts().settled(head, name, arrived));
        } catch (ItemFailedException e) {
            made.add(barrier.targets().dead(KafkaEvents.write(item), head.name(), e.reason(), e.detail()));
            made.addAll(barrier.counts()
                    .lost(head, name, new Missing(id, head.keptAs().value(), e.reason())));
        }
    }

    /** What has come, as the topic has it. */
    private JoinedItem again(String name, Batch batch, long until) {
        JoinedItem joined = new JoinedItem();
        if (batch.first >= 0) {
            try (PastRecords log = barrier.again().apply(partition)) {
                log.tell(batch.first, until, record -> {
                    if (record.key() != null && name.equals(BatchRecords.batch(record.key()))) {
                        BatchRecords.read(record).ifPresent(said -> {
                            if (batch.chain.isEmpty()) {
                                batch.chain = DeadItems.chain(record);
                            }
                            gather(joined, said);
                        });
                    }
                });
            }
        }
        return joined;
    }

    @Override
    public void tick(Step step) {
        long old = barrier.clock().millis() - KEPT.toMillis();
        opened.entrySet().removeIf(each -> {
            boolean over = each.getValue().since() < old;
            if (over) {
                step.keep(BatchRecords.key(each.getKey()), null);
            }
            return over;
        });
    }

    @Override
    public Held held() {
        return new Held(
                batches.size(),
                batches.values().stream().mapToLong(batch -> batch.members).sum());
    }

    @Override
    public OptionalLong needed() {
        long first = Long.MAX_VALUE;
        for (Batch batch : batches.values()) {
            first = batch.first < 0 ? first : Math.min(first, batch.first);
        }
        for (Opened over : opened.values()) {
            first = Math.min(first, over.first());
        }
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }
}
