package dev.sluice.pipelines.engine;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.time.Timers;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.callback.CallbackClient;
import dev.sluice.events.partition.PartitionConsumer;
import dev.sluice.events.schedule.KnownSchedules;
import dev.sluice.events.schedule.Schedule;
import dev.sluice.events.schedule.ScheduleArea;
import dev.sluice.events.schedule.ScheduleName;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.schedule.Scheduler;
import dev.sluice.events.schedule.Started;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.Topics;
import dev.sluice.pipelines.document.ItemId;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.plan.PipelineChange;
import dev.sluice.pipelines.plan.PipelinePlan;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Runs the pipelines that the catalog has, whoever changed them. Several gateways on one catalog share the items of each stage, as members
 * of one group. Thread-safe.
 */
public final class Pipelines implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Pipelines.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration TRIM_EVERY = Duration.ofSeconds(30);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(10);

    private final Parts parts;
    private final Map<PipelineId, Serial> turns = new ConcurrentHashMap<>();
    private final PipelineTopics topics;
    private final KnownSchedules schedules;
    private final Map<PipelineId, PipelineRun> running = new HashMap<>();

    /** Why those do not run that should; guarded by those that do. */
    private final Map<PipelineId, String> hindrances = new HashMap<>();

    private Optional<Catalog.Watch> watch = Optional.empty();
    private boolean closed;

    /** When files of batches were looked through last; of the thread that trims. */
    private volatile long tidied;

    /**
     * Folders of which nothing else is.
     *
     * @param work for what need not outlive the process
     * @param shared for what gateways share
     */
    public record Folders(Path work, Path shared) {}

    /**
     * What pipelines need.
     *
     * @param gateway by what Kafka knows this gateway, also when it has ended and is started again
     * @param partitions of each topic between two stages
     * @param hasFunction whether there is such a function
     * @param callbacks sends items out of the platform
     * @param counts what is counted of stages
     * @param state in which is written down who begins batches by the clock
     * @param tracing empty if nobody takes traces
     * @param folders where they may keep files
     * @param executor starts a thread for each task, and these may block
     * @param grace how long items under way are waited for at the end
     */
    public record Parts(
            String gateway,
            Catalog catalog,
            KafkaCluster cluster,
            Topics topics,
            TopicNames names,
            int partitions,
            Invoker invoker,
            CallbackClient callbacks,
            Predicate<FunctionName> hasFunction,
            ChainSeal chains,
            ChainLimit longestChain,
            Timers time,
            RandomGenerator random,
            StageCounts counts,
            KeyedState state,
            Optional<Tracing> tracing,
            Folders folders,
            Executor executor,
            Duration grace) {}

    public Pipelines(Parts parts) {
        this.parts = parts;
        this.tidied = parts.time().nanos();
        this.topics = new PipelineTopics(parts.cluster(), parts.partitions());
        this.schedules = new KnownSchedules(new KnownSchedules.Parts(
                ScheduleArea.PIPELINES,
                parts.state(),
                new DueBatches(this::batches, parts.executor()),
                new Loop(parts.time(), parts.executor()),
                UUID.randomUUID().toString()));
    }

    /** Runs what there is, and follows changes from then on. Once; returns before all of them run. */
    public void start() {
        watch = Optional.of(parts.catalog().watch(this::changed));
        for (Namespace namespace : parts.catalog().namespaces(PipelineSettings.RESOURCE)) {
            parts.catalog()
                    .ids(PipelineSettings.RESOURCE, namespace)
                    .forEach(id -> follow(new PipelineId(namespace, id.name())));
        }
        trimLater();
    }

    private void changed(CatalogEvent event) {
        ResourceId<?, ?> id = event.id();
        if (id.kind() == PipelineSettings.RESOURCE) {
            follow(new PipelineId(id.namespace(), id.name()));
        }
    }

    private void follow(PipelineId id) {
        // One that ends takes as long as its items do, and holds up no other.
        turns.computeIfAbsent(id, _ -> Serial.on(parts.executor())).execute(() -> {
            try {
                look(id);
            } catch (ExecutionException | TopicException | RuntimeException e) {
                hinder(id, why(e));
                LOG.log(Level.DEBUG, () -> "The pipeline " + id + " is looked at again.", e);
                parts.time().at(parts.time().nanos() + AGAIN.toNanos(), () -> follow(id));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static String why(Exception fault) {
        if (fault instanceof TopicException refused) {
            return words(refused);
        }
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static String words(TopicException refused) {
        return switch (refused.fault()) {
            case TopicFault.BadName(String detail) -> detail;
            case TopicFault.Refused(String detail) -> detail;
            case TopicFault.Denied(String detail) -> detail;
            case TopicFault.BrokerAway(String detail) -> detail;
            case TopicFault.NoAnswer(String detail) -> detail;
            default -> refused.fault().toString();
        };
    }

    private void hinder(PipelineId id, String why) {
        synchronized (running) {
            hindrances.put(id, why);
        }
    }

    /** Brings a pipeline to what the catalog says of it now. */
    private void look(PipelineId id) throws ExecutionException, InterruptedException, TopicException {
        Optional<Resource<Declared<PipelineSettings>, Declared.Status>> found = resource(id);
        Optional<PipelineSettings> wanted = found.map(each -> each.spec().settings());
        found.flatMap(each -> schedule(id, each)).ifPresentOrElse(schedules::put, () -> schedules.remove(name(id)));
        Optional<PipelineRun> present;
        synchronized (running) {
            if (closed) {
                return;
            }
            hindrances.remove(id);
            present = Optional.ofNullable(running.get(id));
            if (present.isPresent()
                    && wanted.isPresent()
                    && present.get().settings().paused(wanted.get().paused()).equals(wanted.get())) {
                running.put(id, present.get().under(wanted.get()));
                return;
            }
            running.remove(id);
        }
        present.ifPresent(PipelineRun::close);
        if (found.isEmpty()) {
            parts.counts().forget(id);
            if (present.isPresent()) {
                clear(id, present.get().graph());
            }
            return;
        }
        PipelineRun run = PipelineRun.start(parts, id, found.get(), graph(wanted.orElseThrow()));
        synchronized (running) {
            if (!closed) {
                running.put(id, run);
                return;
            }
        }
        run.close();
    }

    private static Optional<KnownSchedules.Known> schedule(
            PipelineId id, Resource<Declared<PipelineSettings>, Declared.Status> resource) {
        PipelineSettings settings = resource.spec().settings();
        String making = resource.status().createdAt().toString();
        return settings.source()
                .times()
                .map(times -> new KnownSchedules.Known(new Schedule(name(id), making, times), settings.paused()));
    }

    private static ScheduleName name(PipelineId id) {
        return new ScheduleName(id.namespace(), id.name());
    }

    private Optional<Resource<Declared<PipelineSettings>, Declared.Status>> resource(PipelineId id) {
        return parts.catalog().get(new ResourceId<>(PipelineSettings.RESOURCE, id.namespace(), id.name()));
    }

    /** What is kept was checked. */
    private static PipelineGraph graph(PipelineSettings settings) {
        return switch (PipelineGraph.compile(settings, "spec")) {
            case PipelineGraph.Compiled.Good(PipelineGraph graph) -> graph;
            case PipelineGraph.Compiled.Refused(List<SpecProblem> problems) ->
                throw new IllegalStateException("It cannot be run by this version: " + problems);
        };
    }

    /** Nothing is deleted that has items: a pipeline of the same name goes on with them. */
    private void clear(PipelineId id, PipelineGraph graph) throws ExecutionException, InterruptedException {
        Map<String, Long> waiting = topics.waiting(PipelineRun.topics(parts, id, graph));
        Set<String> settled = waiting.entrySet().stream()
                .filter(each -> each.getValue() <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> groups = new HashSet<>(settled);
        String source = id.topic(parts.names().prefix(), StageName.SOURCE);
        groups.add(source);
        Set<String> deleted = new HashSet<>(settled);
        if (settled.size() == waiting.size()) {
            deleted.addAll(PipelineRun.kept(parts, id, graph).keySet());
            deleted.add(PipelineRun.ids(parts, id).topic());
            PipelineRun.large(parts, id).clear();
            groups.addAll(topics.groups(source + ".batch."));
        }
        topics.delete(deleted, groups);
        if (settled.size() < waiting.size()) {
            LOG.log(
                    Level.WARNING,
                    "The pipeline {0} was removed while items were under way: they are kept, and a pipeline"
                            + " of the same name goes on with them.",
                    id);
        }
    }

    private void trimLater() {
        parts.time()
                .at(
                        parts.time().nanos() + TRIM_EVERY.toNanos(),
                        () -> parts.executor().execute(this::trim));
    }

    private void trim() {
        Set<String> all = new HashSet<>();
        synchronized (running) {
            if (closed) {
                return;
            }
            running.forEach((id, run) -> all.addAll(PipelineRun.topics(parts, id, run.graph())));
        }
        try {
            if (!all.isEmpty() && parts.cluster().state() instanceof KafkaCluster.State.Ready) {
                topics.trim(all);
            }
        } catch (ExecutionException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Items that are settled are deleted later.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        tidy();
        trimLater();
    }

    private void tidy() {
        if (parts.time().nanos() - tidied < TIDY_EVERY.toNanos()) {
            return;
        }
        tidied = parts.time().nanos();
        List<Batches> all;
        synchronized (running) {
            all = running.values().stream()
                    .flatMap(run -> run.batches().stream())
                    .toList();
        }
        for (Batches batches : all) {
            try {
                batches.tidy();
            } catch (BatchRefusedException | StorageException e) {
                LOG.log(Level.DEBUG, "Files of batches that are forgotten are removed later.", e);
            }
        }
    }

    /** What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. */
    public List<SpecProblem> problems(Namespace namespace, String name, PipelineSettings settings) {
        if (PipelineGraph.compile(settings, "spec") instanceof PipelineGraph.Compiled.Refused(var wrong)) {
            return wrong;
        }
        List<SpecProblem> problems = new ArrayList<>(WhatRuns.problems(settings));
        problems.addAll(formerNames(new PipelineId(namespace, name), settings).problems());
        settings.source()
                .times()
                .ifPresent(times -> problems.addAll(schedules.problems(
                        settings.source().list().isPresent() ? "spec.source.list.schedule" : "spec.source.schedule",
                        times)));
        settings.source()
                .topic()
                .ifPresent(topic -> checkName(namespace, topic.name(), "spec.source.topic.name", problems));
        settings.sinks()
                .forEach((sink, into) -> into.topic()
                        .ifPresent(topic -> checkName(namespace, topic, "spec.sinks." + sink + ".topic", problems)));
        settings.sinks()
                .forEach((sink, out) -> out.callback()
                        .flatMap(callback -> parts.callbacks().refusal(callback.address()))
                        .ifPresent(why ->
                                problems.add(new SpecProblem("spec.sinks." + sink + ".callback.address", why, ""))));
        checkName(
                namespace,
                PipelineRun.deadLetters(new PipelineId(namespace, name), settings),
                "spec.deadLetters",
                problems);
        return problems;
    }

    /** Under which names the stages of a document are kept, whose graph makes sense. */
    public FormerNames formerNames(PipelineId id, PipelineSettings settings) {
        return FormerNames.of(resource(id).map(each -> each.spec().settings()), settings);
    }

    private void checkName(Namespace namespace, String topic, String path, List<SpecProblem> problems) {
        try {
            parts.names().of(namespace, topic);
        } catch (TopicException e) {
            problems.add(new SpecProblem(path, words(e), ""));
        }
    }

    /** What may go wrong with a spec that is good; sentences. */
    public List<String> warnings(Namespace namespace, PipelineSettings settings) {
        Map<FunctionName, String> missing = new TreeMap<>();
        for (Node node : graph(settings).nodes()) {
            node.functions().stream()
                    .map(function -> function.in(namespace))
                    .filter(function -> !parts.hasFunction().test(function))
                    .forEach(function ->
                            missing.putIfAbsent(function, node.name().value()));
        }
        return missing.entrySet().stream()
                .map(each -> "There is no function '" + each.getKey() + "', which '" + each.getValue()
                        + "' calls: its items wait until it is deployed.")
                .toList();
    }

    /**
     * Checks that nothing is lost with a change of a pipeline. Blocks until Kafka has answered.
     *
     * @param wanted what it becomes, with the {@linkplain #formerNames names} under which its stages are kept; empty if it is removed
     * @throws PipelineBusyException if something would be
     */
    public void checkChange(PipelineId id, Optional<PipelineSettings> wanted) {
        List<String> refusals = change(id, wanted.map(Pipelines::graph))
                .map(PipelineChange::refusals)
                .orElse(List.of());
        if (!refusals.isEmpty()) {
            throw new PipelineBusyException(String.join(" ", refusals));
        }
    }

    /**
     * What a change of a pipeline means for its stages, and whether it is taken now; empty where there is no such pipeline. Blocks until Kafka
     * has answered.
     *
     * @param wanted as of {@link #checkChange}
     */
    public Optional<PipelineChange> change(PipelineId id, Optional<PipelineGraph> wanted) {
        Optional<PipelineRun> run = run(id);
        return resource(id)
                .map(each -> each.spec().settings())
                .map(before -> new ChangeCheck(parts, topics, id)
                        .change(
                                new ChangeCheck.Standing(
                                        graph(run, before), before.paused(), run.flatMap(PipelineRun::batches)),
                                wanted));
    }

    private Optional<PipelineRun> run(PipelineId id) {
        synchronized (running) {
            return Optional.ofNullable(running.get(id));
        }
    }

    /** That of the run where it is of these settings. */
    private static PipelineGraph graph(Optional<PipelineRun> run, PipelineSettings settings) {
        return run.filter(present -> present.settings().equals(settings))
                .map(PipelineRun::graph)
                .orElseGet(() -> graph(settings));
    }

    /**
     * The batches of a pipeline.
     *
     * @throws BatchRefusedException if it has none, or does not run
     */
    public Batches batches(PipelineId id) throws BatchRefusedException {
        PipelineRun run = running(id);
        return run.batches()
                .orElseThrow(() -> new BatchRefusedException(
                        BatchRefusedException.Why.NO_BATCHES,
                        "The pipeline '" + id.name() + "' has no batches: its source is a "
                                + run.settings().source().inWords() + ", whose items never end."));
    }

    private PipelineRun running(PipelineId id) throws BatchRefusedException {
        Optional<PipelineRun> run;
        String hindrance;
        synchronized (running) {
            run = Optional.ofNullable(running.get(id));
            hindrance = hindrances.getOrDefault(id, "It is about to start.");
        }
        return run.orElseThrow(() -> new BatchRefusedException(
                BatchRefusedException.Why.UNAVAILABLE,
                "The pipeline '" + id.name() + "' does not run: " + hindrance + " Try again."));
    }

    /**
     * The parked keys of a pipeline.
     *
     * @throws BatchRefusedException if it does not run
     */
    public ParkedItems parked(PipelineId id) throws BatchRefusedException {
        return new ParkedItems(parts, id, running(id).graph());
    }

    /**
     * Begins a whole batch of a pipeline: with items in NDJSON, or where its source has others, with these, and then nothing may be sent. One
     * whose batches begin by the clock begins one as if it were due, named by this time.
     *
     * @param batch what it is called otherwise
     * @param by by what items that are sent are known; what the document says without it
     * @throws IOException if {@code items} end in the middle; what came before is stored
     */
    public Batches.Stored run(PipelineId id, String batch, Batches.Body items, Optional<ItemId> by)
            throws BatchRefusedException, IOException, InterruptedException {
        Batches batches = batches(id);
        if (schedules.known(name(id)).isEmpty()) {
            return batches.run(batch, items, by);
        }
        batches.checkNone(items);
        Scheduler.ByHand run = schedules
                .runNow(name(id))
                .orElseThrow(() -> new BatchRefusedException(
                        BatchRefusedException.Why.UNAVAILABLE, "The gateway ends. Try again."));
        return switch (run.started()) {
            case Started.Accepted _ ->
                new Batches.Stored(DueBatches.name(run.run().scheduled()), 1, true);
            case Started.Overlapping _ ->
                throw new BatchRefusedException(
                        BatchRefusedException.Why.CONFLICT,
                        "The last batch of the pipeline '" + id.name()
                                + "' is under way, and 'overlap' of its schedule is skip.");
            case Started.Refused(String detail) ->
                throw new BatchRefusedException(BatchRefusedException.Why.UNAVAILABLE, detail);
        };
    }

    /**
     * When batches of a pipeline begin.
     *
     * @param owner whether it is this gateway that begins them
     * @param next when the next ones begin, at most five; empty if the pipeline is paused or none begins any more
     * @param last the last one that was begun, if one was since the schedule began
     * @param hindrance why one that is due has not begun, in a sentence; empty if none is, or if this gateway begins none
     */
    public record Times(boolean owner, List<Instant> next, Optional<String> last, Optional<String> hindrance) {}

    /** When batches of a pipeline begin by the clock; empty if none does. Blocks as long as keyed state does. */
    public Optional<Times> times(PipelineId id) {
        return schedules
                .report(name(id))
                .map(report -> new Times(
                        report.owner(),
                        report.next(),
                        report.last().map(ScheduledRun::scheduled).map(DueBatches::name),
                        schedules.hindrance(name(id))));
    }

    /** Whether there is such a pipeline. */
    public boolean exists(PipelineId id) {
        return resource(id).isPresent();
    }

    /** What becomes of a pipeline when it runs. */
    public PipelinePlan plan(PipelineId id, PipelineGraph graph) {
        return new PipelinePlan(id, parts.names().prefix(), graph);
    }

    /** How a pipeline stands at this gateway. */
    public PipelineReport report(PipelineId id, PipelineSettings settings) {
        Optional<PipelineRun> run;
        Optional<String> hindrance;
        synchronized (running) {
            run = Optional.ofNullable(running.get(id));
            hindrance = Optional.ofNullable(hindrances.get(id));
        }
        List<PipelineReport.Stage> stages = plan(id, graph(run, settings)).rows().stream()
                .map(row -> new PipelineReport.Stage(
                        row, run.flatMap(present -> work(id, present, new StageName(row.name())))))
                .toList();
        return new PipelineReport(
                run.isPresent() ? Optional.empty() : Optional.of(hindrance.orElse("It is about to start.")),
                run.flatMap(PipelineRun::batches).map(Batches::paused).orElse(List.of()),
                stages);
    }

    private Optional<PipelineReport.StageWork> work(PipelineId id, PipelineRun run, StageName stage) {
        StageCounts.Of counts = parts.counts().of(id, stage);
        Optional<PartitionConsumer> barrier = run.barrier(stage);
        return run.report(stage)
                .map(reads -> new PipelineReport.StageWork(
                        reads,
                        reads.pump().buried() - counts.fewerDead(),
                        counts.ahead(),
                        barrier.map(PartitionConsumer::made).orElseGet(counts::made),
                        counts.calls(),
                        barrier.map(PartitionConsumer::held),
                        run.parked(stage).map(PartitionConsumer::held)));
    }

    /** How those stand that run at this gateway. */
    public SortedMap<PipelineId, PipelineReport> reports() {
        Map<PipelineId, PipelineSettings> all = new HashMap<>();
        synchronized (running) {
            running.forEach((id, run) -> all.put(id, run.settings()));
        }
        SortedMap<PipelineId, PipelineReport> reports = new TreeMap<>(Comparator.comparing(PipelineId::toString));
        all.forEach((id, settings) -> reports.put(id, report(id, settings)));
        return reports;
    }

    /** Begins nothing more; what is under way goes on. */
    public void stop() {
        synchronized (running) {
            closed = true;
            running.values().forEach(PipelineRun::stop);
        }
        schedules.close();
    }

    /** Ends all of them; returns when what was under way is over, or the grace. */
    @Override
    public void close() {
        stop();
        watch.ifPresent(Catalog.Watch::close);
        List<PipelineRun> all;
        synchronized (running) {
            all = List.copyOf(running.values());
            running.clear();
        }
        all.forEach(PipelineRun::close);
    }
}
