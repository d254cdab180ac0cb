package dev.sluice.pipelines.engine;

import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.graph.Node;
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
    private final Map<String, JoinBatch> batches = new LinkedHashMap<>();
    private final Map<String, KeptMembers> opened = new LinkedHashMap<>();
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

    JoinWork(Barrier barrier, TopicPartition partition) {
        this.barrier = barrier;
        this.partition = partition;
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        String name = BatchRecords.batch(key);
        Optional<KeptMembers> over = KeptMembers.read(value);
        if (over.isPresent()) {
            opened.put(name, over.get());
            return;
        }
        batches.put(name, JoinBatch.read(value));
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
            boolean isKnown = batches.containsKey(name);
            if (!isKnown && said instanceof BatchRecords.Said.Told(BatchRecords.Event event, long _)) {
                if (event != BatchRecords.Event.RETRY) {
                    // It has opened already.
                    continue;
                }
                batches.put(name, JoinBatch.gone(barrier.clock().millis()));
            }
            changed.add(name);
            JoinBatch batch = batches.computeIfAbsent(name, _ -> fresh());
            take(batch, said, record);
            if (batch.underWay == 0 && !batch.isIdle() && said instanceof BatchRecords.Said.Counted) {
                open(name, batch, record.offset(), made, step).ifPresent(changed::add);
            } else {
                release(name, batch, step);
            }
        }
        BatchRecords.folded(made).forEach(step::send);
        changed.forEach(key -> keep(key, step));
    }

    private void keep(String key, Step step) {
        @Nullable JoinBatch batch = batches.get(key);
        @Nullable KeptMembers over = opened.get(key);
        byte @Nullable [] value = batch != null ? batch.bytes() : over != null ? over.bytes() : null;
        step.keep(BatchRecords.key(key), value);
    }

    /**
     * Where nothing is under way but what has failed, and it tolerates that, it says so to whoever has these items: he gives them up, unless
     * they go on meanwhile.
     */
    private void release(String name, JoinBatch batch, Step step) {
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

    /** Bytes of members that are in memory, about. */
    long inMemory() {
        return held;
    }

    private JoinBatch fresh() {
        JoinBatch batch = new JoinBatch();
        batch.item = held < MOST_HELD ? new JoinedItem() : null;
        return batch;
    }

    private void take(JoinBatch batch, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        switch (said) {
            case BatchRecords.Said.Counted(long by) -> batch.underWay += by;
            case BatchRecords.Said.Told(BatchRecords.Event event, long _) -> {
                batch.cancelled |= event == BatchRecords.Event.CANCELLED;
                if (event == BatchRecords.Event.RETRY) {
                    begin(batch);
                }
            }
            case BatchRecords.Said.Lost _ -> {
                batch.missing++;
                hold(batch, said, record);
            }
            case BatchRecords.Said.Retried _ -> {
                batch.missing--;
                hold(batch, said, record);
            }
            case BatchRecords.Said.Held(long by) -> {
                batch.waiting += by;
                batch.released = by > 0 ? -1 : batch.released;
            }
            // They are told of reduces, of failed items, and of whole batches.
            case BatchRecords.Said.Answered _, BatchRecords.Said.Released _, BatchRecords.Said.Edition _ -> {}
            // They are told of whole batches, and of what is kept.
            case BatchRecords.Said.RerunOf _, BatchRecords.Said.RerunInto _ -> {}
            case BatchRecords.Said.Member _ -> {
                batch.members++;
                if (batch.chain.isEmpty()) {
                    batch.chain = DeadItems.chain(record);
                }
                hold(batch, said, record);
            }
        }
    }

    /** A retry begins. It opens once more for it, unless it is no join with editions any more. */
    private void begin(JoinBatch batch) {
        if (batch.isIdle() && !barrier.join().hasEditions()) {
            batch.go(barrier.clock().millis());
        }
        batch.owed++;
    }

    private void hold(JoinBatch batch, BatchRecords.Said said, ConsumerRecord<byte[], byte[]> record) {
        if (batch.first < 0 && !batch.isGone()) {
            batch.first = record.offset();
        }
        @Nullable JoinedItem item = batch.item;
        if (item != null) {
            held -= item.bytes();
            item.take(said, barrier.way().graph());
            held += item.bytes();
            if (held > MOST_HELD) {
                // It is read again when it opens.
                held -= item.bytes();
                batch.item = null;
            }
        }
    }

    /** Nothing is under way to it any more. Returns under what its members are kept, if they do not stand in its item. */
    private Optional<String> open(
            String name, JoinBatch batch, long offset, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        if (batch.item != null) {
            held -= batch.item.bytes();
        }
        JoinOpening opening = new JoinOpening(barrier, partition, name, batch, offset);
        opening.open();
        made.addAll(opening.records());
        step.made(opening.items());
        if (opening.mayBeAnother()) {
            batch.opened(barrier.clock().millis());
        } else {
            batches.remove(name);
        }
        opening.kept().ifPresent(members -> opened.put(opening.key(), members));
        return opening.kept().map(_ -> opening.key());
    }

    @Override
    public void tick(Step step) {
        long now = barrier.clock().millis();
        long old = now - KEPT.toMillis();
        opened.entrySet().removeIf(each -> {
            boolean over = each.getValue().since() < old;
            if (over) {
                step.keep(BatchRecords.key(each.getKey()), null);
            }
            return over;
        });
        long late = now - barrier.join().keep().toMillis();
        batches.entrySet().removeIf(each -> {
            JoinBatch batch = each.getValue();
            if (!batch.isIdle() || batch.since >= (batch.isGone() ? old : late)) {
                return false;
            }
            boolean over = batch.isGone();
            batch.go(now);
            step.keep(BatchRecords.key(each.getKey()), over ? null : batch.bytes());
            return over;
        });
    }

    @Override
    public Held held() {
        List<JoinBatch> open =
                batches.values().stream().filter(batch -> !batch.isIdle()).toList();
        return new Held(
                open.size(), open.stream().mapToLong(batch -> batch.members).sum());
    }

    @Override
    public OptionalLong needed() {
        long first = Long.MAX_VALUE;
        for (JoinBatch batch : batches.values()) {
            first = batch.first < 0 ? first : Math.min(first, batch.first);
        }
        for (KeptMembers over : opened.values()) {
            first = Math.min(first, over.first());
        }
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }
}
