package dev.sluice.events.workqueue;

import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.ProducerWriter;
import dev.sluice.events.stored.WriteFailedException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * Runs the work queues that the catalog has, whoever changed them: each at one of the gateways that share the catalog. Thread-safe.
 */
public final class WorkQueues implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(WorkQueues.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration READY = Duration.ofSeconds(30);

    private final Parts parts;
    private final QueueViews views;
    private final ProducerWriter wishes;
    private final Map<WorkQueueId, Serial> turns = new ConcurrentHashMap<>();

    /** Guarded by this, as is the rest. */
    private final Map<WorkQueueId, WorkQueueRun> running = new HashMap<>();

    private final Map<WorkQueueId, String> hindrances = new HashMap<>();
    private Optional<Catalog.Watch> watch = Optional.empty();
    private boolean closed;

    /**
     * What work queues need.
     *
     * @param gateway by what Kafka knows this gateway, also when it has ended and is started again
     * @param prefix of all topics of the platform
     * @param hasFunction whether there is such a function
     * @param allowed which addresses may be sources
     * @param executor starts a thread for each task, and these may block
     * @param grace how long items under way are waited for at the end
     */
    public record Parts(
            String gateway,
            Catalog catalog,
            KafkaCluster cluster,
            String prefix,
            Invoker invoker,
            Predicate<FunctionName> hasFunction,
            PublicAddresses allowed,
            ChainSeal chains,
            Timers time,
            RandomGenerator random,
            Executor executor,
            Duration grace) {}

    /**
     * How a queue stands at this gateway.
     *
     * @param hindrance why it does not run, in a sentence; empty if it does
     * @param owner whether it is this gateway that works on it
     */
    public record Report(Optional<String> hindrance, boolean owner) {}

    /** What this gateway has done of a queue that it works on. */
    public record Working(QueueStanding standing, long done, long failed) {}

    public WorkQueues(Parts parts) {
        this.parts = parts;
        this.views = new QueueViews(
                parts.time(), parts.executor(), id -> new QueueView(parts.cluster(), id.topics(parts.prefix())));
        this.wishes = new ProducerWriter(parts.cluster());
    }

    /** Runs what there is, and follows changes from then on. Once; returns before all of them run. */
    public void start() {
        synchronized (this) {
            watch = Optional.of(parts.catalog().watch(this::changed));
        }
        for (Namespace namespace : parts.catalog().namespaces(WorkQueueSettings.RESOURCE)) {
            parts.catalog()
                    .ids(WorkQueueSettings.RESOURCE, namespace)
                    .forEach(id -> follow(new WorkQueueId(namespace, id.name())));
        }
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
        Optional<WorkQueueSettings> wanted = settings(id);
        Optional<WorkQueueRun> present;
        synchronized (this) {
            if (closed) {
                return;
            }
            hindrances.remove(id);
            present = run(id);
        }
        if (present.isPresent() && wanted.isPresent()) {
            if (!present.get().settings().equals(wanted.get())) {
                present.get().become(wanted.get());
            }
        } else if (wanted.isPresent()) {
            begin(id, wanted.get());
        } else {
            end(id, present);
        }
    }

    private void begin(WorkQueueId id, WorkQueueSettings wanted) throws ExecutionException, InterruptedException {
        parts.cluster().ready(READY).toCompletableFuture().get();
        WorkQueueRun run = WorkQueueRun.start(parts, id, wanted);
        synchronized (this) {
            if (!closed) {
                running.put(id, run);
                return;
            }
        }
        run.close(Duration.ZERO);
    }

    /** The queue was deleted, and its record goes with it, also where it did not run, or that record could not be deleted before. */
    private void end(WorkQueueId id, Optional<WorkQueueRun> run) throws ExecutionException, InterruptedException {
        synchronized (this) {
            running.remove(id);
        }
        if (run.isPresent()) {
            run.get().close(Duration.ZERO);
        }
        views.forget(id);
        parts.cluster().ready(READY).toCompletableFuture().get();
        // Meanwhile there may be one of the same name, at another gateway.
        if (!exists(id)) {
            new QueueTopics(parts.cluster(), id.topics(parts.prefix())).delete();
        }
    }

    private Optional<WorkQueueSettings> settings(WorkQueueId id) {
        return parts.catalog()
                .get(new ResourceId<>(WorkQueueSettings.RESOURCE, id.namespace(), id.name()))
                .map(Resource::spec)
                .map(Declared::settings);
    }

    /** The names of the queues of a namespace, in order. */
    public List<String> names(Namespace namespace) {
        return parts.catalog().ids(WorkQueueSettings.RESOURCE, namespace).stream()
                .map(ResourceId::name)
                .sorted()
                .toList();
    }

    /** Whether there is such a queue. */
    public boolean exists(WorkQueueId id) {
        return settings(id).isPresent();
    }

    /** What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. May look a name up. */
    public List<SpecProblem> problems(WorkQueueSettings settings) {
        List<SpecProblem> problems = new ArrayList<>();
        settings.source()
                .url()
                .flatMap(url -> url.getRawQuery() == null
                        ? parts.allowed().refusal(url, "source")
                        : Optional.of("The address of a source has no query, because /items is put behind it."))
                .ifPresent(why -> problems.add(new SpecProblem("spec.source.url", why, "")));
        return problems;
    }

    /** What may go wrong with a spec that is good; sentences. */
    public List<String> warnings(Namespace namespace, WorkQueueSettings settings) {
        return Stream.concat(settings.source().function().stream(), settings.worker().steps().stream())
                .distinct()
                .map(function -> function.in(namespace))
                .filter(function -> !parts.hasFunction().test(function))
                .map(function -> "There is no function '" + function + "': nothing is worked on until it is deployed.")
                .toList();
    }

    /** How a queue stands at this gateway. */
    public Report report(WorkQueueId id) {
        Optional<WorkQueueRun> run;
        Optional<String> hindrance;
        synchronized (this) {
            run = run(id);
            hindrance = Optional.ofNullable(hindrances.get(id));
        }
        Optional<String> away = run.flatMap(WorkQueueRun::report)
                .map(ConsumerReport::standing)
                .flatMap(standing -> standing instanceof ConsumerReport.Standing.Away(String why)
                        ? Optional.of(why)
                        : Optional.empty());
        return new Report(
                run.isPresent() ? away : Optional.of(hindrance.orElse("It is about to start.")),
                run.flatMap(WorkQueueRun::work).isPresent());
    }

    /** How a queue stands that this gateway works on, told without reading its record, which may be a moment behind; empty of others. */
    public Optional<QueueStanding> here(WorkQueueId id) {
        return run(id).flatMap(WorkQueueRun::work).flatMap(QueueWork::now);
    }

    private synchronized Optional<WorkQueueRun> run(WorkQueueId id) {
        return Optional.ofNullable(running.get(id));
    }

    /** The queues that this gateway works on. */
    public SortedMap<WorkQueueId, Working> working() {
        Map<WorkQueueId, WorkQueueRun> all;
        synchronized (this) {
            all = Map.copyOf(running);
        }
        SortedMap<WorkQueueId, Working> working = new TreeMap<>(Comparator.comparing(WorkQueueId::toString));
        all.forEach((id, run) -> run.work()
                .ifPresent(work -> work.now()
                        .ifPresent(now -> working.put(id, new Working(now, work.doneHere(), work.failedHere())))));
        return working;
    }

    /**
     * The record of a queue that runs here. Blocks until it was read, the first time.
     *
     * @throws QueueAwayException if that cannot be done now
     */
    public QueueView view(WorkQueueId id) throws QueueAwayException {
        checkRuns(id);
        try {
            return views.of(id);
        } catch (KafkaException e) {
            throw new QueueAwayException("The record of '" + id.name() + "' was not read: " + e.getMessage() + ".");
        }
    }

    private void checkRuns(WorkQueueId id) throws QueueAwayException {
        if (run(id).isEmpty()) {
            throw new QueueAwayException("The work queue '" + id.name() + "' does not run: "
                    + report(id).hindrance().orElse("") + " Try again.");
        }
    }

    /** Has an item tried again that is parked, or all. Blocks until the wish is kept. */
    public void retry(WorkQueueId id, Optional<String> item) throws QueueAwayException, InterruptedException {
        wish(id, item.orElse(""), QueueWork.RETRY);
    }

    /** Has the source asked now. Blocks until the wish is kept. */
    public void rescan(WorkQueueId id) throws QueueAwayException, InterruptedException {
        wish(id, "", QueueWork.RESCAN);
    }

    private void wish(WorkQueueId id, String item, String wish) throws QueueAwayException, InterruptedException {
        checkRuns(id);
        try {
            wishes.write(
                            id.topics(parts.prefix()).wishes(),
                            item,
                            Fields.begin("work-wish", 1),
                            Optional.of(ByteBuffer.wrap(wish.getBytes(StandardCharsets.UTF_8))))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof WriteFailedException failed
                    ? String.valueOf(failed.getMessage())
                    : String.valueOf(e.getCause());
            throw new QueueAwayException("The wish is not kept: " + why + ".");
        }
    }

    /** Begins nothing more; what is under way goes on. */
    public synchronized void stop() {
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
        wishes.close();
        views.close();
    }
}
