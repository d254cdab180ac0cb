package dev.sluice.events.workqueue;

import dev.sluice.core.time.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** The records of queues that somebody looks at: each is in memory for as long as that, and a minute longer. Thread-safe. */
final class QueueViews implements AutoCloseable {

    private static final long KEPT = Duration.ofMinutes(1).toNanos();

    private final Timers time;
    private final Executor executor;
    private final Function<WorkQueueId.Topics, QueueView> opening;

    /** Guarded by this. */
    private final Map<WorkQueueId.Topics, Held> held = new HashMap<>();

    private boolean closed;

    private static final class Held {
        private final CompletableFuture<QueueView> view;
        private long asked;

        Held(CompletableFuture<QueueView> view) {
            this.view = view;
        }
    }

    /** {@code opening}: reads a record; blocks, and throws a {@link KafkaException} if Kafka does not answer. */
    QueueViews(Timers time, Executor executor, Function<WorkQueueId.Topics, QueueView> opening) {
        this.time = time;
        this.executor = executor;
        this.opening = opening;
    }

    /** Blocks until it was read; those who ask for it meanwhile wait for the same, and nobody who asks for another one. */
    QueueView of(WorkQueueId.Topics topics) {
        CompletableFuture<QueueView> fresh = new CompletableFuture<>();
        CompletableFuture<QueueView> view = asked(topics, fresh);
        if (view == fresh) {
            open(topics, fresh);
        }
        try {
            return view.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : e;
        }
    }

    private synchronized CompletableFuture<QueueView> asked(
            WorkQueueId.Topics topics, CompletableFuture<QueueView> fresh) {
        if (closed) {
            throw new IllegalStateException("the gateway is shutting down");
        }
        Held present = held.computeIfAbsent(topics, _ -> new Held(fresh));
        present.asked = time.nanos();
        return present.view;
    }

    private void open(WorkQueueId.Topics topics, CompletableFuture<QueueView> fresh) {
        try {
            fresh.complete(opening.apply(topics));
            lookLater(topics);
        } catch (RuntimeException e) {
            drop(topics, fresh);
            fresh.completeExceptionally(e);
        }
    }

    private synchronized void drop(WorkQueueId.Topics topics, CompletableFuture<QueueView> view) {
        Held present = held.get(topics);
        if (present != null && present.view == view) {
            held.remove(topics);
        }
    }

    private void lookLater(WorkQueueId.Topics topics) {
        time.at(time.nanos() + KEPT, () -> executor.execute(() -> look(topics)));
    }

    private void look(WorkQueueId.Topics topics) {
        synchronized (this) {
            Held present = held.get(topics);
            if (present == null || closed) {
                return;
            }
            if (time.nanos() - present.asked < KEPT) {
                lookLater(topics);
                return;
            }
        }
        forget(topics);
    }

    /** The record is deleted, or nobody asks. */
    void forget(WorkQueueId.Topics topics) {
        Held present;
        synchronized (this) {
            present = held.remove(topics);
        }
        if (present != null) {
            close(present);
        }
    }

    /** Where it is being read, as soon as it was. */
    private static void close(Held held) {
        var _ = held.view.thenAccept(QueueView::close);
    }

    @Override
    public void close() {
        Map<WorkQueueId.Topics, Held> all;
        synchronized (this) {
            closed = true;
            all = Map.copyOf(held);
            held.clear();
        }
        all.values().forEach(QueueViews::close);
    }
}
