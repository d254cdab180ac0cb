package dev.sluice.events.pump;

import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A gateway with a pump, as its consumer drives it: reads, commits, gives partitions back, or ends in the middle of anything. */
final class OwnerModel implements PumpFeed {

    private static final long MILLI = 1_000_000;

    final PumpCell cell;
    private final SimulatedLoop loop;
    private final SplittableRandom random;
    private final Map<TopicPartition, Owned> owned = new HashMap<>();
    private final Map<TopicPartition, Runnable> draining = new HashMap<>();
    final List<Long> commitsAt = new ArrayList<>();
    boolean ended;
    private boolean reads = true;
    private Seek seek = Seek.NONE;

    private static final class Owned {
        final PartitionModel model;
        final int generation;
        long next;

        Owned(PartitionModel model, Progress progress) {
            this.model = model;
            this.generation = ++model.generation;
            this.next = progress.position();
        }
    }

    OwnerModel(SimulatedLoop loop, SplittableRandom random, PumpSettings settings, Work work) {
        this.loop = loop;
        this.random = random;
        this.cell = new PumpCell(loop.loop(), settings, new Mortal(work), this);
        loop.after(MILLI, this::poll);
    }

    /** Work of an owner that has ended never ends. */
    private final class Mortal implements Work {
        private final Work work;

        Mortal(Work work) {
            this.work = work;
        }

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            return alive(ended ? new CompletableFuture<>() : work.run(attempts));
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            return alive(ended ? new CompletableFuture<>() : work.bury(attempt, reason, detail));
        }

        private <T> CompletionStage<T> alive(CompletionStage<T> stage) {
            CompletableFuture<T> told = new CompletableFuture<>();
            stage.whenComplete((value, failure) -> {
                if (!ended && failure == null) {
                    told.complete(value);
                } else if (!ended) {
                    told.completeExceptionally(failure);
                }
            });
            return told;
        }
    }

    void assign(PartitionModel model) {
        Progress progress = seek.of(model.partition, model.progress()).orElse(model.progress());
        owned.put(model.partition, new Owned(model, progress));
        cell.assigned(model.partition, progress);
    }

    /** Hears where its group is to go on, if it has not heard something later already. */
    void seek(Seek told) {
        if (ended || number(told) <= number(seek)) {
            return;
        }
        seek = told;
        owned.forEach((partition, mine) -> told.of(partition, Progress.at(0).after(cell.seek(partition)))
                .ifPresent(progress -> {
                    mine.next = progress.position();
                    cell.assigned(partition, progress);
                }));
    }

    private static long number(Seek seek) {
        return seek.points().values().stream()
                .mapToLong(Seek.Point::number)
                .max()
                .orElse(0);
    }

    /** Whether it has the partition, and nobody else has got it without this owner's knowing. */
    boolean owns(PartitionModel model) {
        Owned mine = owned.get(model.partition);
        return mine != null && mine.generation == model.generation;
    }

    /** Gives a partition back when nothing of it runs, or after a while. */
    void revoke(PartitionModel model, Runnable then) {
        Runnable once = new Runnable() {
            private boolean run;

            @Override
            public void run() {
                if (!run && !ended) {
                    run = true;
                    handOver(model, then);
                }
            }
        };
        draining.put(model.partition, once);
        cell.closing(model.partition);
        loop.after(Duration.ofMillis(50).toNanos(), once);
    }

    private void handOver(PartitionModel model, Runnable then) {
        Owned mine = owned.remove(model.partition);
        draining.remove(model.partition);
        if (mine != null && model.commit(mine.generation, cell.handOver(model.partition))) {
            then.run();
        }
    }

    /** Somebody else has had the partition for a while when this owner hears of it; unless it has got it back meanwhile. */
    void lose(PartitionModel model) {
        if (!ended && !owns(model) && owned.remove(model.partition) != null) {
            cell.lost(model.partition);
        }
    }

    /** Nothing comes any more. */
    void stopReading() {
        reads = false;
    }

    private void poll() {
        if (ended || !reads) {
            return;
        }
        for (Owned mine : List.copyOf(owned.values())) {
            TopicPartition partition = mine.model.partition;
            List<ConsumerRecord<byte[], byte[]>> records =
                    cell.wants(partition) ? mine.model.read(mine.next) : List.of();
            if (!records.isEmpty()) {
                mine.next = records.getLast().offset() + 1;
                cell.fetched(partition, new ArrayList<>(records));
            }
        }
        loop.after(MILLI + random.nextLong(MILLI), this::poll);
    }

    @Override
    public void commit(PumpEffect.Commit commit) {
        commitsAt.add(loop.now());
        Owned mine = owned.get(commit.partition());
        int chance = random.nextInt(40);
        loop.after(random.nextLong(5 * MILLI), () -> {
            if (ended) {
                return;
            }
            boolean reached = chance != 0
                    && mine != null
                    && mine == owned.get(commit.partition())
                    && commit.progress().seek() >= cell.seek(commit.partition())
                    && mine.model.commit(mine.generation, commit.progress());
            // An answer may be lost on its way, and the commit be stored all the same.
            cell.committed(commit.partition(), commit.number(), reached && chance != 1);
        });
    }

    @Override
    public void wantsChanged() {
        // Looked at in each poll.
    }

    @Override
    public void drained(TopicPartition partition) {
        Runnable waiting = draining.get(partition);
        if (waiting != null) {
            waiting.run();
        }
    }
}
