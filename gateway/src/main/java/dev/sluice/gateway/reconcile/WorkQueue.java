package dev.sluice.gateway.reconcile;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs a task for each key that is added, in the order of arrival: for one key never twice at a time, and whatever is added
 * while its task runs makes one run more. Nothing is held of a key that has been worked off. Bounded by the number of keys;
 * at most {@link #WORKERS} tasks run at once. Thread-safe; nothing in it blocks. As the work queues of Kubernetes' controllers.
 */
final class WorkQueue<K> {

    static final int WORKERS = 256;

    private final Consumer<K> task;
    private final Executor executor;
    private final Map<K, Entry> entries = new HashMap<>();
    private final ArrayDeque<K> waiting = new ArrayDeque<>();
    private int workers;
    private boolean open;

    /** A key that waits or whose task runs. */
    private static final class Entry {
        /** That of the run which begins next. */
        CompletableFuture<Void> end = new CompletableFuture<>();

        boolean running;
        boolean again;
    }

    private record Run<K>(K key, CompletableFuture<Void> end) {}

    /** {@code task} must not throw; {@code executor} may start a thread for each worker. */
    WorkQueue(Consumer<K> task, Executor executor) {
        this.task = task;
        this.executor = executor;
    }

    /** Keys are only gathered before. */
    synchronized CompletionStage<Void> open() {
        open = true;
        CompletableFuture<?>[] gathered =
                entries.values().stream().map(entry -> entry.end).toArray(CompletableFuture<?>[]::new);
        waiting.forEach(_ -> hire());
        return CompletableFuture.allOf(gathered);
    }

    /** Answers a stage that completes when a run that begins from now on has ended. */
    synchronized CompletionStage<Void> add(K key) {
        Entry known = entries.get(key);
        if (known != null) {
            known.again = known.running;
            return known.end;
        }
        Entry entry = new Entry();
        entries.put(key, entry);
        waiting.add(key);
        hire();
        return entry.end;
    }

    private void hire() {
        if (open && workers < WORKERS) {
            workers++;
            executor.execute(this::work);
        }
    }

    private void work() {
        for (Optional<Run<K>> run = next(); run.isPresent(); run = next()) {
            task.accept(run.get().key());
            ended(run.get());
        }
    }

    private synchronized Optional<Run<K>> next() {
        K key = waiting.poll();
        if (key == null) {
            workers--;
            return Optional.empty();
        }
        Entry entry = Objects.requireNonNull(entries.get(key));
        Run<K> run = new Run<>(key, entry.end);
        entry.end = new CompletableFuture<>();
        entry.running = true;
        return Optional.of(run);
    }

    private void ended(Run<K> run) {
        synchronized (this) {
            Entry entry = Objects.requireNonNull(entries.get(run.key()));
            entry.running = false;
            if (entry.again) {
                entry.again = false;
                waiting.add(run.key());
            } else {
                entries.remove(run.key());
            }
        }
        run.end().complete(null);
    }
}
