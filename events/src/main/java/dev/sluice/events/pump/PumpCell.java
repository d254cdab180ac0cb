package dev.sluice.events.pump;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.settlement.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A pump at work: has done what its machine decides. Thread-safe; nothing in it blocks, if the executor of the loop does not run
 * effects on the thread that tells.
 */
public final class PumpCell extends Cell<Pump, PumpEffect> {

    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

    private final Pump pump;
    private final Work work;
    private final PumpFeed feed;

    public PumpCell(Loop loop, PumpSettings settings, Work work, PumpFeed feed) {
        super(loop);
        this.pump = new Pump(settings);
        this.work = work;
        this.feed = feed;
        occupy(pump);
    }

    /** The partition is this owner's, and was left like this. */
    public void assigned(TopicPartition partition, Progress progress) {
        tell((machine, now, out) -> machine.assigned(partition, progress, now, out));
    }

    /** Records in order of their offsets. */
    public void fetched(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        tell((machine, now, out) -> machine.fetched(partition, records, now, out));
    }

    /** All records of the partition below this offset were told. */
    public void reached(TopicPartition partition, long offset) {
        tell((machine, now, out) -> machine.reached(partition, offset, now, out));
    }

    /** A commit is stored, or has failed. */
    public void committed(TopicPartition partition, long number, boolean stored) {
        tell((machine, now, out) -> machine.committed(partition, number, stored, now, out));
    }

    /** Begins nothing more of the partition; {@link PumpFeed#drained} is told when nothing of it runs. */
    public void closing(TopicPartition partition) {
        tell((machine, now, out) -> machine.closing(partition, now, out));
    }

    /** Takes a partition back, with what is to be committed of it. */
    public Progress handOver(TopicPartition partition) {
        List<Progress> last = new ArrayList<>(1);
        tell((machine, now, out) -> last.add(machine.handOver(partition, now, out)));
        return last.getFirst();
    }

    /** The partition is somebody else's by now. */
    public void lost(TopicPartition partition) {
        tell((machine, now, out) -> machine.lost(partition, now, out));
    }

    /** Whether nothing may begin. */
    public void hold(boolean wanted) {
        tell((machine, now, out) -> machine.hold(wanted, now, out));
    }

    /** Whether records of the partition are to be read. */
    public synchronized boolean wants(TopicPartition partition) {
        return pump.wants(partition);
    }

    /** The first offset of the partition that is not done; empty if it is not this owner's. */
    public synchronized OptionalLong position(TopicPartition partition) {
        return pump.position(partition);
    }

    /** Whether that commit of the partition is under way still. */
    public synchronized boolean awaits(TopicPartition partition, long commit) {
        return pump.awaits(partition, commit);
    }

    /** The number of the seek that the partition goes on from; 0 if there was none, or if it is not this owner's. */
    public synchronized long seek(TopicPartition partition) {
        return pump.seek(partition);
    }

    public synchronized PumpReport report() {
        return pump.report(now());
    }

    @Override
    protected List<Runnable> prepare(List<PumpEffect> decided) {
        List<Runnable> todo = new ArrayList<>(decided.size());
        for (PumpEffect effect : decided) {
            todo.add(() -> carryOut(effect));
        }
        return todo;
    }

    private void carryOut(PumpEffect effect) {
        switch (effect) {
            case PumpEffect.Start start -> start(start);
            case PumpEffect.Bury bury -> bury(bury);
            case PumpEffect.Commit commit -> feed.commit(commit);
            case PumpEffect.Fetch _ -> feed.wantsChanged();
            case PumpEffect.Drained(TopicPartition partition) -> feed.drained(partition);
        }
    }

    private void start(PumpEffect.Start start) {
        int count = start.attempts().size();
        begun(() -> work.run(start.attempts())).whenComplete((verdicts, failure) -> {
            List<Verdict> told = failure == null && verdicts != null && verdicts.size() == count
                    ? verdicts
                    : Collections.nCopies(count, fault(failure));
            tell((machine, now, out) -> machine.ended(start.work(), told, now, out));
        });
    }

    private static Verdict fault(@Nullable Throwable failure) {
        String what = failure == null ? "not as many verdicts as records" : failure.toString();
        return new Verdict(
                new Settlement.Retry(PAUSE_AFTER_FAULT, false),
                "The platform failed while it made the call: " + what + ".");
    }

    private void bury(PumpEffect.Bury bury) {
        begun(() -> work.bury(bury.attempt(), bury.reason(), bury.detail()))
                .whenComplete((_, failure) ->
                        tell((machine, now, out) -> machine.buried(bury.work(), hindrance(failure), now, out)));
    }

    private static Optional<String> hindrance(@Nullable Throwable failure) {
        return Optional.ofNullable(failure)
                .map(fault -> "What is dead could not be kept as a dead letter, and is asked for again: "
                        + StageFailure.cause(fault).getMessage());
    }

    /** What throws is a stage that has failed. */
    private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
