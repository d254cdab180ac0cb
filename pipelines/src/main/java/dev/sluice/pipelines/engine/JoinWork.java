package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
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

    private static final String MEMBERS_MISSING = "members_missing";

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
            gather(item, said);
            held += item.bytes();
        }
    }

    private void gather(JoinedItem item, BatchRecords.Said said) {
        switch (said) {
            case BatchRecords.Said.Lost(Missing missing) ->
                item.add(missing.named(barrier.way().graph()));
            case BatchRecords.Said.Retried(Missing missing) -> item.remove(missing);
            case BatchRecords.Said.Member(CloudEvent member) -> item.add(member);
            default -> {}
        }
    }

    /** Nothing is under way to it any more. Returns under what its members are kept, if they do not stand in its item. */
    private Optional<String> open(
            String name, JoinBatch batch, long offset, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        if (batch.item != null) {
            held -= batch.item.bytes();
        }
        Optional<String> kept = Optional.empty();
        if (batch.isGone()) {
            made.add(barrier.counts().told(StageName.SOURCE, name, missing(name, "members_gone")));
            made.addAll(barrier.counts().retriesDone(name, batch.owed));
        } else {
            made.addAll(barrier.counts().retriesDone(name, batch.owed - 1));
            kept = come(name, batch, offset, made, step);
        }
        boolean mayBeLate = barrier.join().hasEditions() && !batch.cancelled && batch.missing > 0;
        if (mayBeLate || batch.isGone()) {
            batch.opened(barrier.clock().millis());
        } else {
            batches.remove(name);
        }
        return kept;
    }

    private Missing missing(String batch, String reason) {
        String stage = barrier.step().keptAs().value();
        return new Missing(batch + "/" + stage, stage, reason);
    }

    private Optional<String> come(
            String name, JoinBatch batch, long offset, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        Node head = barrier.step();
        if (batch.cancelled) {
            made.addAll(barrier.counts().settled(head, name, List.of()));
            return Optional.empty();
        }
        // Where it waits for what is missing, that is under way still; what is missing for good is not waited for.
        boolean tooMany = barrier.join().missing() != Stage.Join.Missing.OPEN
                && !barrier.join().tolerate().allows(batch.missing, batch.members + batch.missing);
        boolean failed = batch.fate == JoinBatch.Fate.FAILED;
        if (tooMany) {
            batch.fate = JoinBatch.Fate.FAILED;
            made.addAll(
                    failed
                            ? barrier.counts().settled(head, name, List.of())
                            : barrier.counts().lost(head, name, missing(name, MEMBERS_MISSING)));
            return Optional.empty();
        }
        if (failed) {
            batch.fate = JoinBatch.Fate.KEPT;
            made.add(barrier.counts().found(StageName.SOURCE, name, missing(name, MEMBERS_MISSING)));
        }
        return make(name, batch, offset, made, step);
    }

    private Optional<String> make(
            String name, JoinBatch batch, long offset, List<ProducerRecord<byte[], byte[]>> made, Step step) {
        Node head = barrier.step();
        batch.editions++;
        OptionalLong edition = barrier.join().hasEditions() ? OptionalLong.of(batch.editions) : OptionalLong.empty();
        JoinedItem joined = batch.item == null ? again(name, batch, offset) : batch.item;
        Optional<String> kept = joined.isLong() ? Optional.of(KeptMembers.key(name, edition)) : Optional.empty();
        kept.ifPresent(key -> opened.put(
                key, new KeptMembers(batch.first, offset, barrier.clock().millis())));
        byte[] data = joined.json(name, batch.members, batch.missing, edition, path(name, edition));
        CloudEvent plain = barrier.items().joined(name, head.keptAs(), edition, data);
        StageTraces.Span span = barrier.traces().begin(plain.id(), name, joined.traces());
        CloudEvent item = StageTraces.in(span.trace(), plain);
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
                    .lost(head, name, new Missing(item.id(), head.keptAs().value(), e.reason())));
        }
        edition.ifPresent(number -> made.add(barrier.counts().edition(head, name, number)));
        return kept;
    }

    /** At which the members of a batch can be read. */
    private String path(String batch, OptionalLong edition) {
        String path = barrier.items().pipeline().path() + "/batches/" + batch + "/members/"
                + barrier.step().keptAs();
        return edition.isPresent() ? path + "?edition=" + edition.getAsLong() : path;
    }

    /** What has come, as the topic has it. */
    private JoinedItem again(String name, JoinBatch batch, long until) {
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
