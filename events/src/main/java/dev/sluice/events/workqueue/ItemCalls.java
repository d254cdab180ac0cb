package dev.sluice.events.workqueue;

import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.time.Timers;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.Content;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.SourceFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Works on items: has each fetched, and calls the functions in a row with it. Thread-safe; nothing in it blocks. */
final class ItemCalls {

    /** So much counts an item at least that is fetched: how long it is nobody knows before. */
    private static final int LEAST_EXPECTED = 1 << 20;

    private static final Duration SOON = Duration.ofMillis(100);

    private final Parts parts;
    private final AtomicLong held = new AtomicLong();

    /** As long as those were that were fetched lately. */
    private final AtomicLong expected = new AtomicLong(Content.LONGEST);

    /** What was kept of an item that failed behind the first step. Never blocks; fails as a source does. */
    @FunctionalInterface
    interface PartialAnswers {

        CompletionStage<Optional<KeptAnswer>> find(QueueItems.Task task);
    }

    /**
     * What the calls of a queue need.
     *
     * @param files for answers that no record takes
     * @param executor starts a thread for each task, and these may block
     */
    record Parts(
            WorkQueueId id,
            QueueCaller caller,
            PartialAnswers partials,
            AnswerFiles files,
            Timers time,
            RandomGenerator random,
            Executor executor) {}

    ItemCalls(Parts parts) {
        this.parts = parts;
    }

    /** What the items that are worked on hold, in bytes, and may hold that are fetched. */
    long held() {
        return held.get();
    }

    /** Cancels all that are under way. */
    void end() {
        parts.caller().end();
    }

    /** Works on an item once. Never fails. {@code room}: runs when less is {@link #held}. */
    CompletionStage<ItemEnd> run(QueueItems.Task task, WorkQueueSettings settings, ItemSource source, Runnable room) {
        Share share = new Share(room);
        ItemTurn turn = new ItemTurn(parts, task, settings, source, share);
        return CompletableFuture.completedStage(turn)
                .thenCompose(ItemTurn::run)
                .exceptionally(thrown -> fault(turn, task.standing().step(), StageFailure.cause(thrown)))
                .thenApply(end -> {
                    share.hold(0);
                    return end;
                });
    }

    /** What the source, or what keeps answers, did not give. */
    private static ItemEnd fault(ItemTurn turn, int step, Throwable cause) {
        if (!(cause instanceof SourceFault fault)) {
            return new ItemEnd.Hindered(step, Optional.empty(), SOON, "It failed: " + cause);
        }
        String sentence = String.valueOf(fault.getMessage());
        return switch (fault.why()) {
            case PASSING -> new ItemEnd.Hindered(step, Optional.empty(), SOON, sentence);
            case NOT_THERE -> turn.failed(0, Optional.empty(), "not_there It is listed, and not there. " + sentence);
            case REFUSED -> turn.failed(0, Optional.empty(), "source_refused " + sentence);
            case TOO_LONG -> turn.parked(0, Optional.empty(), "too_large " + sentence);
        };
    }

    /** What one item holds of all that may be. */
    final class Share {
        private final Runnable room;
        private volatile long bytes;

        private Share(Runnable room) {
            this.room = room;
        }

        /** It holds so many bytes now. */
        void hold(long now) {
            long more = now - bytes;
            held.addAndGet(more);
            bytes = now;
            if (more < 0) {
                room.run();
            }
        }

        /** It is fetched, and may be as long as others were. */
        void expect() {
            hold(expected.get());
        }

        /** So long was what was fetched. */
        void fetched(long length) {
            expected.accumulateAndGet(
                    Math.max(LEAST_EXPECTED, length), (before, now) -> Math.max(now, before - before / 8));
        }
    }
}
