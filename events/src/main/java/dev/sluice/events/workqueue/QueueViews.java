package dev.sluice.events.workqueue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The records of queues that somebody looks at: each is in memory for as long as that, and a minute longer. Thread-safe. */
final class QueueViews implements AutoCloseable {

    private static final long KEPT = Duration.ofMinutes(1).toNanos();

    private final WorkQueues.Parts parts;

    /** Guarded by this. */
    private final Map<WorkQueueId, Held> held = new HashMap<>();

    private boolean closed;

    private static final class Held {
        private final QueueView view;
        private long asked;

        Held(QueueView view) {
            this.view = view;
        }
    }

    QueueViews(WorkQueues.Parts parts) {
        this.parts = parts;
    }

    /** Blocks until it was read. */
    synchronized QueueView of(WorkQueueId id) {
        if (closed) {
            throw new IllegalStateException("the gateway is shutting down");
        }
        Held present = held.get(id);
        if (present == null) {
            present = new Held(new QueueView(parts.cluster(), id.topics(parts.prefix())));
            held.put(id, present);
            lookLater(id);
        }
        present.asked = parts.time().nanos();
        return present.view;
    }

    private void lookLater(WorkQueueId id) {
        parts.time().at(parts.time().nanos() + KEPT, () -> parts.executor().execute(() -> look(id)));
    }

    private void look(WorkQueueId id) {
        Optional<QueueView> old = Optional.empty();
        synchronized (this) {
            Held present = held.get(id);
            if (present == null || closed) {
                return;
            }
            if (parts.time().nanos() - present.asked < KEPT) {
                lookLater(id);
            } else {
                held.remove(id);
                old = Optional.of(present.view);
            }
        }
        old.ifPresent(QueueView::close);
    }

    /** The queue is deleted. */
    void forget(WorkQueueId id) {
        Held present;
        synchronized (this) {
            present = held.remove(id);
        }
        if (present != null) {
            present.view.close();
        }
    }

    @Override
    public void close() {
        Map<WorkQueueId, Held> all;
        synchronized (this) {
            closed = true;
            all = Map.copyOf(held);
            held.clear();
        }
        all.values().forEach(each -> each.view.close());
    }
}
