package dev.sluice.events.workqueue;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.loop.Serial;
import dev.sluice.events.broker.KafkaCluster;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The queues of the catalog that run at this gateway: begun, changed and ended as the catalog changes. Thread-safe. */
final class RunningQueues implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunningQueues.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration READY = Duration.ofSeconds(30);

    private final WorkQueues.Parts parts;
    private final Consumer<WorkQueueId.Topics> ended;
    private final Map<WorkQueueId, Serial> turns = new ConcurrentHashMap<>();

    /** Guarded by this, as is the rest. */
    private final Map<WorkQueueId, WorkQueueRun> running = new HashMap<>();

    private final Map<WorkQueueId, String> hindrances = new HashMap<>();
    private Optional<Catalog.Watch> watch = Optional.empty();
    private boolean closed;

    /** A queue as the catalog has it. {@code topics}: of this one, and of none that was deleted under the same name. */
    record Wanted(WorkQueueSettings settings, WorkQueueId.Topics topics) {}

    /** {@code ended}: hears of each record that is deleted, or is about to be. */
    RunningQueues(WorkQueues.Parts parts, Consumer<WorkQueueId.Topics> ended) {
        this.parts = parts;
        this.ended = ended;
    }

    /** Runs what there is, and follows changes from then on. Once; returns before all of them run. */
    void start() {
        synchronized (this) {
            watch = Optional.of(parts.catalog().watch(this::changed));
        }
        for (Namespace namespace : parts.catalog().namespaces(WorkQueueSettings.RESOURCE)) {
            parts.catalog()
                    .ids(WorkQueueSettings.RESOURCE, namespace)
                    .forEach(id -> follow(new WorkQueueId(namespace, id.name())));
        }
        parts.executor().execute(this::followDeleted);
    }

    /** Follows those that have left something and are not in the catalog: they were deleted while nobody looked. */
    private void followDeleted() {
        if (isClosed()) {
            return;
        }
        try {
            // Nothing is started for what is left over.
            if (parts.cluster().state() instanceof KafkaCluster.State.Ready) {
                left(WorkQueueId.beginOfAll(prefix()))
                        .flatMap(topics -> WorkQueueId.of(prefix(), topics).stream())
                        .distinct()
                        .filter(id -> wanted(id).isEmpty())
                        // What only a newer build understands is as if it were not there.
                        .filter(_ -> parts.catalog().understandsAll())
                        .forEach(this::follow);
                return;
            }
        } catch (ExecutionException | RuntimeException e) {
            LOG.log(Level.DEBUG, "What work queues have left over is looked for again.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        parts.time()
                .at(
                        parts.time().nanos() + AGAIN.toNanos(),
                        () -> parts.executor().execute(this::followDeleted));
    }

    /** The records of which there is something in Kafka or on the disk and whose names begin so. */
    private Stream<WorkQueueId.Topics> left(String begin) throws ExecutionException, InterruptedException {
        return Stream.concat(
                        QueueTopics.present(parts.cluster(), begin).stream(),
                        AnswerFiles.present(parts.answers(), begin).stream())
                .distinct();
    }

    private String prefix() {
        return parts.names().prefix();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void changed(CatalogEvent event) {
        ResourceId<?, ?> id = event.id();
        if (id.kind() == WorkQueueSettings.RESOURCE) {
            follow(new WorkQueueId(id.namespace(), id.name()));
        }
    }

    private void follow(WorkQueueId id) {
        turns.computeIfAbsent(id, _ -> Serial.on(parts.executor())).execute(() -> {
            try {
                look(id);
            } catch (ExecutionException | RuntimeException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                hinder(id, String.valueOf(cause.getMessage()));
                LOG.log(Level.DEBUG, () -> "The work queue " + id + " is looked at again.", e);
                parts.time().at(parts.time().nanos() + AGAIN.toNanos(), () -> follow(id));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void hinder(WorkQueueId id, String why) {
        hindrances.put(id, why);
    }

    /** Brings a queue to what the catalog says of it now. */
    private void look(WorkQueueId id) throws ExecutionException, InterruptedException {
        Optional<Wanted> wanted = wanted(id);
        Optional<WorkQueueRun> present;
        synchronized (this) {
            if (closed) {
                return;
            }
            hindrances.remove(id);
            present = Optional.ofNullable(running.get(id));
        }
        if (present.isPresent() && wanted.filter(present.get()::isOf).isPresent()) {
            WorkQueueSettings settings = wanted.get().settings();
            if (!present.get().settings().equals(settings)) {
                present.get().become(settings);
            }
            return;
        }
        if (present.isPresent()) {
            end(id, present.get());
        }
        parts.cluster().ready(READY).toCompletableFuture().get();
        tidy(id);
        if (wanted.isPresent()) {
            begin(id, wanted.get());
        }
    }

    private void begin(WorkQueueId id, Wanted wanted) throws ExecutionException, InterruptedException {
        WorkQueueRun run = WorkQueueRun.start(parts, id, wanted);
        synchronized (this) {
            if (!closed) {
                running.put(id, run);
                return;
            }
        }
        run.close(Duration.ZERO);
    }

    /** The queue was deleted, maybe for another one of its name. */
    private void end(WorkQueueId id, WorkQueueRun run) throws InterruptedException {
        synchronized (this) {
            running.remove(id);
        }
        run.close(Duration.ZERO);
        ended.accept(run.topics());
    }

    /** Deletes the records of queues that had this name before, also of those that did not run here. */
    private void tidy(WorkQueueId id) throws ExecutionException, InterruptedException {
        List<WorkQueueId.Topics> present = left(id.begin(prefix())).toList();
        // Asked after Kafka: a record that somebody has made is of a queue that the catalog had before.
        Optional<WorkQueueId.Topics> kept = wanted(id).map(Wanted::topics);
        for (WorkQueueId.Topics topics : present) {
            if (kept.filter(topics::equals).isEmpty()) {
                ended.accept(topics);
                // First, so that what is named is found again where this is cut off.
                new AnswerFiles(parts.answers(), topics, parts.cluster(), parts.time()).delete();
                new QueueTopics(parts.cluster(), topics).delete();
            }
        }
    }

    /** The queue that the catalog has now. */
    Optional<Wanted> wanted(WorkQueueId id) {
        return parts.catalog()
                .get(new ResourceId<>(WorkQueueSettings.RESOURCE, id.namespace(), id.name()))
                .map(resource -> wanted(id, resource));
    }

    private Wanted wanted(WorkQueueId id, Resource<Declared<WorkQueueSettings>, Declared.Status> resource) {
        return new Wanted(
                resource.spec().settings(),
                id.topics(prefix(), resource.status().createdAt()));
    }

    /** The queue that the catalog has now, if that runs here: none that had its name before. */
    Optional<WorkQueueRun> run(WorkQueueId id) {
        Optional<WorkQueueRun> present;
        synchronized (this) {
            present = Optional.ofNullable(running.get(id));
        }
        return present.flatMap(run -> wanted(id).filter(run::isOf).map(_ -> run));
    }

    /** Why a queue does not run, in a sentence; empty if nothing is known to hinder it. */
    synchronized Optional<String> hindrance(WorkQueueId id) {
        return Optional.ofNullable(hindrances.get(id));
    }

    synchronized Map<WorkQueueId, WorkQueueRun> all() {
        return Map.copyOf(running);
    }

    /** Begins nothing more; what is under way goes on. */
    synchronized void stop() {
        closed = true;
        running.values().forEach(WorkQueueRun::stop);
    }

    /** Ends all of them; returns when what was under way is over and written, or the grace. */
    @Override
    public void close() {
        stop();
        List<WorkQueueRun> all;
        synchronized (this) {
            watch.ifPresent(Catalog.Watch::close);
            all = List.copyOf(running.values());
            running.clear();
        }
        long until = System.nanoTime() + parts.grace().toNanos();
        try {
            for (WorkQueueRun run : all) {
                run.close(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
