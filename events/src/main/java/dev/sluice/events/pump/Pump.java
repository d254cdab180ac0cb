package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.pump.Entry.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Works off the records of the partitions that its owner has, many at a time. A record that is tried again, or that takes long, keeps
 * back only those of its own key. A partition has turns with the others for what may be under way.
 */
public final class Pump implements StateMachine<PumpEffect> {

    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

    private final PumpSettings settings;
    private final Map<TopicPartition, PartitionLanes> partitions = new LinkedHashMap<>();
    private final Map<Long, Batch> underWay = new HashMap<>();
    private final Map<TopicPartition, Integer> leftBehind = new HashMap<>();
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>(
            Comparator.<Entry>comparingLong(entry -> entry.time).thenComparingLong(entry -> entry.offset));
    private final Outages outages;

    /** Partitions in the order of their turns. */
    private final PartitionTurns turns;

    private long works;
    private long commits;
    private int running;
    private boolean held;
    private long lastNow = Long.MIN_VALUE;
    private long done;
    private long buried;
    private long retried;
    private String lastError = "";

    public Pump(PumpSettings settings) {
        this.settings = settings;
        this.turns = new PartitionTurns(settings.turns());
        this.outages = new Outages(settings.onOutage() == OnOutage.PAUSE);
    }

    /** The partition is this owner's from now on, and was left like this. */
    public void assigned(TopicPartition partition, Progress progress, long now, Consumer<PumpEffect> out) {
        lost(partition, now, out);
        PartitionLanes lanes = new PartitionLanes(partition, progress, settings, turns.clock(partition));
        partitions.put(partition, lanes);
        turns.add(lanes);
        proceed(now, out);
    }

    /** Records of a partition in order of their offsets; those that were told before are passed over. */
    public void fetched(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            long now,
            Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes != null) {
            records.forEach(record -> lanes.add(record, now));
            proceed(now, out);
        }
    }

    /** All records of the partition below this offset were told. */
    public void reached(TopicPartition partition, long offset, long now, Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes != null) {
            lanes.reached(offset);
            proceed(now, out);
        }
    }

    /** Work has ended, with as many verdicts as it had attempts. */
    public void ended(long work, List<Verdict> verdicts, long now, Consumer<PumpEffect> out) {
        Batch batch = underWay.remove(work);
        if (batch == null) {
            return;
        }
        running--;
        batch.lanes.active--;
        if (batch.lanes.gone) {
            leave(batch.lanes.partition);
        } else {
            long outage = outages.lasts(now);
            for (int i = 0; i < batch.entries.size(); i++) {
                settle(batch.entries.get(i), verdicts.get(i), now, out);
            }
            if (outage > 0 && !outages.present()) {
                partitions.values().forEach(lanes -> lanes.forgive(outage, now));
            }
            batch.lanes.commits().changed();
        }
        tellDrained(batch.lanes, out);
        proceed(now, out);
    }

    private void settle(Entry entry, Verdict verdict, long now, Consumer<PumpEffect> out) {
        switch (verdict.settlement()) {
            case Settlement.Done _ -> {
                if (verdict.tried()) {
                    outages.passed(entry);
                }
                done++;
                entry.lanes.done(entry, now);
            }
            case Settlement.Retry(Duration after, boolean counts) -> {
                if (counts) {
                    outages.failedInCode(entry, verdict.detail(), now);
                } else {
                    outages.failed(verdict.detail(), now);
                }
                again(entry, counts, verdict.detail(), now + after.toNanos(), now);
            }
            case Settlement.Dead(String reason) -> {
                boolean refused = !reason.equals(Settlement.ATTEMPTS) && !reason.equals(Settlement.AGE);
                if (refused) {
                    outages.passed(entry);
                } else {
                    outages.failedInCode(entry, verdict.detail(), now);
                }
                if (!refused && outages.inCode()) {
                    again(entry, true, verdict.detail(), now + PAUSE_AFTER_FAULT.toNanos(), now);
                } else {
                    lastError = verdict.detail();
                    entry.attempted(true, now);
                    bury(entry, reason, verdict.detail(), now, out);
                }
            }
        }
    }

    private void again(Entry entry, boolean counts, String detail, long due, long now) {
        retried++;
        lastError = detail;
        entry.attempted(counts && !outages.inCode(), now);
        await(entry, due);
    }

    private void await(Entry entry, long due) {
        entry.phase = Phase.WAITING;
        entry.time = due;
        waiting.add(entry);
    }

    private void bury(Entry entry, String reason, String detail, long now, Consumer<PumpEffect> out) {
        entry.die(reason, detail);
        entry.phase = Phase.BURYING;
        Batch batch = new Batch(++works, entry.lanes, List.of(entry));
        underWay.put(batch.work, batch);
        entry.lanes.active++;
        out.accept(new PumpEffect.Bury(batch.work, entry.lastAttempt(now), reason, detail));
    }

    /** A record is among the dead letters, or {@code hindrance} says in a sentence why it could not be kept there. */
    public void buried(long work, Optional<String> hindrance, long now, Consumer<PumpEffect> out) {
        Batch batch = underWay.remove(work);
        if (batch == null) {
            return;
        }
        batch.lanes.active--;
        Entry entry = batch.entries.getFirst();
        if (batch.lanes.gone) {
            leave(batch.lanes.partition);
        } else if (hindrance.isEmpty()) {
            buried++;
            entry.lanes.done(entry, now);
        } else {
            lastError = hindrance.get();
            await(entry, now + PAUSE_AFTER_FAULT.toNanos());
        }
        tellDrained(batch.lanes, out);
        proceed(now, out);
    }

    /** The commit of that number is {@code stored}, or has failed. */
    public void committed(TopicPartition partition, long number, boolean stored, long now, Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes != null) {
            lanes.committed(number, stored, now).forEach(batch -> start(batch, now, out));
            proceed(now, out);
        }
    }

    /** The partition will be taken back: nothing of it begins any more, and {@link PumpEffect.Drained} tells when nothing runs. */
    public void closing(TopicPartition partition, long now, Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes != null && !lanes.closing) {
            running -= lanes.close(now).size();
            tellDrained(lanes, out);
            proceed(now, out);
        }
    }

    private static void tellDrained(PartitionLanes lanes, Consumer<PumpEffect> out) {
        if (lanes.closing && lanes.active == 0 && !lanes.gone) {
            out.accept(new PumpEffect.Drained(lanes.partition));
        }
    }

    /** Takes a partition back that is {@link #closing}: what is under way of it counts as tried. */
    public Progress handOver(TopicPartition partition, long now, Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.get(partition);
        if (lanes == null) {
            throw new IllegalStateException("not of this owner: " + partition);
        }
        Progress progress = lanes.lastProgress(now);
        lost(partition, now, out);
        return progress;
    }

    /** The partition is somebody else's by now. What is under way of it ends, and nothing comes of that. */
    public void lost(TopicPartition partition, long now, Consumer<PumpEffect> out) {
        PartitionLanes lanes = partitions.remove(partition);
        if (lanes == null) {
            return;
        }
        running -= lanes.close(now).size();
        lanes.leave();
        turns.remove(lanes);
        waiting.removeIf(entry -> entry.lanes == lanes);
        if (lanes.active > 0) {
            leftBehind.merge(partition, lanes.active, Integer::sum);
        }
        proceed(now, out);
    }

    /** One thing less runs of a partition that was lost. */
    private void leave(TopicPartition partition) {
        Integer left = leftBehind.remove(partition);
        if (left != null && left > 1) {
            leftBehind.put(partition, left - 1);
        }
    }

    /** Whether anything may begin. What runs goes on, and progress is committed. */
    public void hold(boolean wanted, long now, Consumer<PumpEffect> out) {
        held = wanted;
        proceed(now, out);
    }

    /** Whether records of the partition are to be read. */
    public boolean wants(TopicPartition partition) {
        PartitionLanes lanes = partitions.get(partition);
        return lanes != null && lanes.wants();
    }

    /** The first offset that is not done; empty if the partition is not this owner's. */
    public OptionalLong position(TopicPartition partition) {
        PartitionLanes lanes = partitions.get(partition);
        return lanes == null ? OptionalLong.empty() : OptionalLong.of(lanes.position());
    }

    /** Whether that commit of the partition is under way: not if it was decided before the partition was taken back, and given anew. */
    public boolean awaits(TopicPartition partition, long commit) {
        PartitionLanes lanes = partitions.get(partition);
        return lanes != null && lanes.commits().awaits(commit);
    }

    /** The number of the seek that the partition goes on from; 0 if there was none, or if it is not this owner's. */
    public long seek(TopicPartition partition) {
        PartitionLanes lanes = partitions.get(partition);
        return lanes == null ? 0 : lanes.seek();
    }

    /** How many records are held that are not done. */
    public int backlog() {
        return partitions.values().stream().mapToInt(PartitionLanes::held).sum();
    }

    public PumpReport report(long now) {
        return new PumpReport(outages.report(now), running, backlog(), done, buried, retried, lastError);
    }

    @Override
    public void tick(long now, Consumer<PumpEffect> out) {
        proceed(now, out);
    }

    private void proceed(long now, Consumer<PumpEffect> out) {
        lastNow = now;
        while (!waiting.isEmpty() && waiting.element().time <= now) {
            due(waiting.remove(), now, out);
        }
        begin(now, out);
        for (PartitionLanes lanes : partitions.values()) {
            if (lanes.refill()) {
                out.accept(new PumpEffect.Fetch(lanes.partition));
            }
            if (lanes.nextCommit() <= now) {
                out.accept(lanes.commit(++commits, now));
            }
        }
    }

    private void due(Entry entry, long now, Consumer<PumpEffect> out) {
        entry.death()
                .ifPresentOrElse(
                        death -> bury(entry, death.reason(), death.detail(), now, out),
                        () -> entry.lanes.ready(entry, now));
    }

    /** Gives the partitions turns until nothing more may begin. */
    private void begin(long now, Consumer<PumpEffect> out) {
        while (!held && running < outages.limit(settings.concurrency(), now)) {
            Optional<PartitionLanes> turn =
                    turns.next(each -> each.canBegin(now) && !leftBehind.containsKey(each.partition));
            if (turn.isEmpty()) {
                return;
            }
            PartitionLanes lanes = turn.get();
            List<Entry> taken = lanes.take(outages.present() ? 1 : settings.batchSize());
            List<Entry> alive = new ArrayList<>(taken.size());
            for (Entry entry : taken) {
                if (entry.counted() < settings.attempts()) {
                    alive.add(entry);
                } else {
                    bury(entry, Settlement.ATTEMPTS, "whoever ran it ended meanwhile", now, out);
                }
            }
            if (!alive.isEmpty()) {
                choose(lanes, alive, now, out);
            }
        }
    }

    private void choose(PartitionLanes lanes, List<Entry> entries, long now, Consumer<PumpEffect> out) {
        Batch batch = new Batch(++works, lanes, entries);
        running++;
        if (lanes.suspects(entries)) {
            lanes.choose(batch);
        } else {
            start(batch, now, out);
        }
    }

    private void start(Batch batch, long now, Consumer<PumpEffect> out) {
        underWay.put(batch.work, batch);
        batch.lanes.active++;
        batch.lanes.commits().changed();
        batch.entries.forEach(entry -> entry.phase = Phase.RUNNING);
        out.accept(new PumpEffect.Start(
                batch.work,
                batch.entries.stream().map(entry -> entry.attempt(now)).toList()));
    }

    @Override
    public long nextTick() {
        long next = waiting.isEmpty() ? NEVER : waiting.element().time;
        next = Math.min(next, later(outages.end()));
        for (PartitionLanes lanes : partitions.values()) {
            next = Math.min(next, Math.min(later(lanes.nextCommit()), later(lanes.nextBatch())));
        }
        return next;
    }

    /** What was due already waits for something else than time. */
    private long later(long time) {
        return time > lastNow ? time : NEVER;
    }
}
