package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.events.pump.Entry.Phase;
import dev.sluice.events.pump.Progress.Run;
import dev.sluice.events.pump.Progress.Tries;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is held of one partition: a window of records from the first that is not done, lanes by key, and which of them may begin.
 * Nothing begins beyond the horizon that was committed, so that whoever owns the partition after a crash knows what may have been
 * begun.
 */
final class PartitionLanes {

    final TopicPartition partition;
    private final PumpSettings settings;
    private final ArrayDeque<Entry> window = new ArrayDeque<>();
    private final Map<ByteBuffer, ArrayDeque<Entry>> lanes = new HashMap<>();
    private final ReadyRecords ready;

    /** Those that are ready but for the horizon, which must be committed beyond them first. */
    private final PriorityQueue<Entry> beyond = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.offset));

    /** What an owner before has told of what is not read yet. */
    private final ArrayDeque<Run> doneBefore;

    private final TreeMap<Long, Tries> triedBefore = new TreeMap<>();

    /** What lies below may have been tried by an owner who ended without saying so. */
    private final long suspectUntil;

    /** Chosen, but not begun before it is committed that they are. */
    private final List<Batch> chosen = new ArrayList<>();

    private final CommitState commits;
    private final long seek;
    private long next;
    private int held;
    private long bytes;
    private boolean filled;

    /** Pieces of work under way, chosen ones not counted. */
    int active;

    /** It is being taken back: nothing of it begins any more. */
    boolean closing;

    /** It was taken back. */
    boolean gone;

    /** {@code clock}: of all partitions that have turns in the same shares. */
    PartitionLanes(TopicPartition partition, Progress progress, PumpSettings settings, ShareClock clock) {
        this.partition = partition;
        this.ready = new ReadyRecords(clock);
        this.settings = settings;
        this.next = progress.position();
        this.doneBefore = new ArrayDeque<>(progress.done());
        progress.tried().forEach(each -> triedBefore.put(each.offset(), each));
        this.suspectUntil = progress.horizon().orElse(0);
        this.seek = progress.seek();
        this.commits = new CommitState(settings.bounds(), progress.position());
    }

    CommitState commits() {
        return commits;
    }

    /** Takes a record that was read; one that was read before is passed over. */
    void add(ConsumerRecord<byte[], byte[]> record, long now) {
        if (record.offset() < next) {
            return;
        }
        next = record.offset() + 1;
        boolean wasDone = wasDone(record.offset());
        Entry entry = new Entry(
                this,
                record,
                settings.delivery() == Delivery.ORDERED,
                wasDone ? Turns.EVERYBODY : settings.turns().of(record));
        window.add(entry);
        if (wasDone) {
            entry.forgetRecord();
            trim();
            return;
        }
        held++;
        bytes += entry.size;
        recall(entry, now);
        if (entry.key == null) {
            ready(entry, now);
            return;
        }
        ArrayDeque<Entry> lane = lanes.computeIfAbsent(entry.key, _ -> new ArrayDeque<>(2));
        lane.add(entry);
        if (lane.size() == 1) {
            ready(entry, now);
        }
    }

    /** No record lies below this offset that was not told: what is missing was taken out, or marks the ends of transactions. */
    void reached(long offset) {
        if (offset > next) {
            next = offset;
            if (window.isEmpty()) {
                commits.changed();
                trim();
            }
        }
    }

    private boolean wasDone(long offset) {
        while (!doneBefore.isEmpty() && doneBefore.element().until() <= offset) {
            doneBefore.remove();
        }
        return !doneBefore.isEmpty() && doneBefore.element().from() <= offset;
    }

    private void recall(Entry entry, long now) {
        triedBefore.headMap(entry.offset).clear();
        Tries tries = triedBefore.remove(entry.offset);
        if (tries != null) {
            entry.tried(tries, now);
        } else if (entry.offset < suspectUntil) {
            entry.maybeTried();
        }
    }

    void ready(Entry entry, long now) {
        entry.phase = Phase.READY;
        entry.time = now;
        if (commits.covers(entry.offset)) {
            ready.add(entry);
        } else {
            beyond.add(entry);
        }
    }

    /** Whether records may begin now. */
    boolean canBegin(long now) {
        return !closing && now >= nextBatch();
    }

    /** How far the one is whose turn is next, of those that may begin; there must be one. */
    long turn() {
        return ready.turn();
    }

    /** Up to so many records that begin together, if any can. They are not ready any more. */
    List<Entry> take(int most) {
        List<Entry> batch = new ArrayList<>();
        while (batch.size() < most && !ready.isEmpty()) {
            batch.add(ready.remove());
        }
        return batch;
    }

    /** When the records that are ready make a batch; in the past if they do. */
    long nextBatch() {
        if (ready.isEmpty() || closing) {
            return StateMachine.NEVER;
        }
        return ready.size() >= settings.batchSize()
                ? Long.MIN_VALUE
                : ready.since() + settings.batchWindow().toNanos();
    }

    /** Whether it must be committed that these are tried before they are: a crash may have been their doing. */
    boolean suspects(List<Entry> batch) {
        return batch.stream().anyMatch(entry -> entry.offset < suspectUntil);
    }

    void choose(Batch batch) {
        batch.entries.forEach(entry -> entry.phase = Phase.CHOSEN);
        chosen.add(batch);
    }

    /** Those of the chosen that may begin, because it is committed that they do. */
    List<Batch> committed(long number, boolean stored, long now) {
        commits.ended(number, stored, now);
        while (!beyond.isEmpty() && commits.covers(beyond.element().offset)) {
            ready.add(beyond.remove());
        }
        List<Batch> told =
                chosen.stream().filter(batch -> batch.toldBy == number).toList();
        if (stored) {
            chosen.removeAll(told);
            return told;
        }
        told.forEach(batch -> batch.toldBy = 0);
        return List.of();
    }

    /** What was chosen and has not begun is ready again. */
    List<Batch> close(long now) {
        closing = true;
        List<Batch> given = List.copyOf(chosen);
        chosen.clear();
        given.forEach(batch -> batch.entries.forEach(entry -> ready(entry, now)));
        return given;
    }

    /** It is somebody else's by now: nothing of it has a turn any more. */
    void leave() {
        gone = true;
        ready.clear();
    }

    void done(Entry entry, long now) {
        entry.forgetRecord();
        held--;
        bytes -= entry.size;
        commits.changed();
        if (entry.key != null) {
            ArrayDeque<Entry> lane = lanes.get(entry.key);
            if (lane != null) {
                lane.remove();
                if (lane.isEmpty()) {
                    lanes.remove(entry.key);
                } else {
                    ready(lane.element(), now);
                }
            }
        }
        trim();
    }

    private void trim() {
        while (!window.isEmpty() && window.element().phase == Phase.DONE) {
            window.remove();
            commits.changed();
        }
        while (window.isEmpty() && !doneBefore.isEmpty() && doneBefore.element().from() <= next) {
            next = Math.max(next, doneBefore.remove().until());
        }
    }

    /** An outage of that length makes nothing older. */
    void forgive(long nanos, long now) {
        window.forEach(entry -> entry.forgive(nanos, now));
    }

    /** The number of the seek that it goes on from; 0 if there was none. */
    long seek() {
        return seek;
    }

    /** The first offset that is not done. */
    long position() {
        return window.isEmpty() ? next : window.element().offset;
    }

    int held() {
        return held;
    }

    /** Whether more records are to be read: up to the bounds, and again when half of that is free. */
    boolean wants() {
        return !closing && !filled;
    }

    /** True if {@link #wants} has changed. */
    boolean refill() {
        PumpSettings.Bounds bounds = settings.bounds();
        int part = filled ? 2 : 1;
        boolean full = held > 0
                && (held * (long) part >= bounds.records()
                        || bytes * part >= bounds.bytes()
                        || (next - position()) * part >= bounds.ahead());
        boolean changed = full != filled;
        filled = full;
        return changed;
    }

    /** When progress is to be committed next. */
    long nextCommit() {
        if (closing) {
            return StateMachine.NEVER;
        }
        boolean untold = !chosen.isEmpty() && chosen.stream().anyMatch(batch -> batch.toldBy == 0);
        return commits.next(position(), untold, !beyond.isEmpty());
    }

    /** Progress to be committed now. */
    PumpEffect.Commit commit(long number, long now) {
        Progress progress = progress(now, OptionalLong.of(Math.max(commits.horizon(position()), suspectUntil)));
        commits.begin(number, progress, now);
        chosen.stream().filter(batch -> batch.toldBy == 0).forEach(batch -> batch.toldBy = number);
        return new PumpEffect.Commit(partition, number, progress);
    }

    /** Progress for whoever owns the partition next. */
    Progress lastProgress(long now) {
        boolean allTold = position() >= suspectUntil;
        return progress(now, allTold ? OptionalLong.empty() : OptionalLong.of(suspectUntil));
    }

    private Progress progress(long now, OptionalLong horizon) {
        List<Run> done = new ArrayList<>();
        List<Tries> tried = new ArrayList<>();
        long from = -1;
        for (Entry entry : window) {
            boolean isDone = entry.phase == Phase.DONE;
            if (isDone && from < 0) {
                from = entry.offset;
            } else if (!isDone && from >= 0) {
                done.add(new Run(from, entry.offset));
                from = -1;
            }
            if (!isDone) {
                entry.tries(now).ifPresent(tried::add);
            }
        }
        if (from >= 0) {
            done.add(new Run(from, next));
        }
        doneBefore.forEach(run -> addUnread(run, done));
        tried.addAll(triedBefore.tailMap(next).values());
        return new Progress(position(), horizon, done, tried, seek);
    }

    /** Runs that were told by an owner before, as far as they are not read; the first may go on where the last ends. */
    private void addUnread(Run run, List<Run> done) {
        long from = Math.max(run.from(), next);
        if (run.until() <= from) {
            return;
        }
        if (!done.isEmpty() && done.getLast().until() == from) {
            done.add(new Run(done.removeLast().from(), run.until()));
        } else {
            done.add(new Run(from, run.until()));
        }
    }
}
