package dev.sluice.pipelines.engine;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.core.loop.StageFailure;
import dev.sluice.events.callback.CallbackClient;
import dev.sluice.events.callback.CallbackClient.Sent;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.partition.KeptFollower;
import dev.sluice.events.partition.PartitionConsumer;
import dev.sluice.events.partition.PartitionLog;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.OnOutage;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.pump.Work;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicSettings;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.SinkSettings;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pipeline at work at this gateway: a consumer for each of its pieces. Thread-safe. */
final class PipelineRun {

    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration CLOCK_EVERY = Duration.ofSeconds(2);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(20);

    /** What is made of records is held until it is committed, so fewer may be ahead of the first that is not done. */
    private static final PumpSettings.Bounds BOUNDS =
            new PumpSettings.Bounds(2_000, 16L << 20, 4_000, COMMIT_EVERY, Duration.ofHours(6));

    /** At the source nothing is called: so many records are taken together, and as many more meanwhile. */
    private static final int MANY = 500;

    private static final int AT_ONCE = 2;

    private final PipelineSettings settings;
    private final PipelineGraph graph;
    private final Readers readers;

    /**
     * Who reads.
     *
     * @param pumps of the pieces that take items one by one
     * @param barriers of those that wait for batches, or have windows
     * @param folds of the reduces by a function, those that call it
     * @param parked of the stages that park keys, those that have the parked items
     * @param ofBatches of what is told of whole batches, and of the items that may be retried; none if the source has no batches
     * @param settled what the windows know of the clock
     * @param paused tells which batches are paused; empty if the source has none
     * @param batches empty if the source has none
     */
    private record Readers(
            Map<StageName, PumpConsumer> pumps,
            Map<StageName, PartitionConsumer> barriers,
            Map<StageName, PumpConsumer> folds,
            Map<StageName, PartitionConsumer> parked,
            List<PartitionConsumer> ofBatches,
            List<SettledUntil> settled,
            Optional<KeptFollower> paused,
            Optional<Batches> batches) {}

    private PipelineRun(PipelineSettings settings, PipelineGraph graph, Readers readers) {
        this.settings = settings;
        this.graph = graph;
        this.readers = readers;
    }

    /**
     * Makes the topics that are not there, and begins to read. Blocks until Kafka has answered.
     *
     * @throws ExecutionException if it does not
     * @throws TopicException if a topic cannot be made
     */
    static PipelineRun start(
            Pipelines.Parts parts,
            PipelineId id,
            Resource<Declared<PipelineSettings>, Declared.Status> resource,
            PipelineGraph graph)
            throws ExecutionException, InterruptedException, TopicException {
        parts.cluster().ready(READY).toCompletableFuture().get();
        PipelineSettings settings = resource.spec().settings();
        PipelineTopics topics = new PipelineTopics(parts.cluster(), parts.partitions());
        forget(topics, parts, id, graph);
        topics.make(topics(parts, id, graph));
        topics.makeKept(kept(parts, id, graph));
        if (settings.source().batch().isPresent()) {
            topics.makeFor(ids(parts, id).topic(), BatchIds.KEPT);
        }
        Targets targets = targets(parts, id, settings, graph);
        PausedBatches paused = new PausedBatches();
        Optional<BatchCounts> counts = counts(parts, id, graph, paused);
        // Before anything is called.
        Optional<KeptFollower> follower =
                counts.map(of -> new KeptFollower(parts.cluster(), kept(of.failed()), paused::take));
        Map<StageName, PumpConsumer> pumps = new LinkedHashMap<>();
        Map<StageName, PartitionConsumer> barriers = new LinkedHashMap<>();
        Map<StageName, PumpConsumer> folds = new LinkedHashMap<>();
        Map<StageName, PartitionConsumer> parked = new LinkedHashMap<>();
        List<SettledUntil> settled = new ArrayList<>();
        List<Piece> pieces = graph.hops().stream()
                .map(hop -> new Piece(parts, id, graph, targets, counts, hop.head()))
                .toList();
        Map<StageName, HopWork> works = new HashMap<>();
        pieces.stream()
                .filter(piece -> !hasState(piece.head()))
                .forEach(piece ->
                        works.put(piece.head().name(), piece.work(node -> Optional.ofNullable(works.get(node)))));
        for (Piece piece : pieces) {
            Node head = piece.head();
            StageName name = head.name();
            HopWork work = works.get(name);
            if (work != null) {
                pumps.put(name, piece.consumer(settings, resource.status().createdAt(), work));
                piece.parked(paused::isGivenUp).ifPresent(items -> parked.put(name, items));
            } else if (head instanceof Node.Step step && step.stage() instanceof Stage.Window window) {
                settled.add(piece.settled(settings, window));
                barriers.put(name, piece.windows(step, window, settled.getLast()));
            } else {
                barriers.put(name, piece.barrier());
                piece.folds().ifPresent(calls -> folds.put(name, calls));
            }
        }
        List<PartitionConsumer> ofBatches = new ArrayList<>();
        Optional<Batches> batches = Optional.empty();
        if (counts.isPresent()) {
            String whole = counts.get().topicOf().apply(StageName.SOURCE);
            ofBatches.add(new PartitionConsumer(
                    parts.cluster(),
                    reading(parts, whole),
                    _ -> new BatchesWork(
                            Clock.systemUTC(), failed(parts, id), List.copyOf(keeping(parts, id, graph)))));
            FailedWork.Place failed = new FailedWork.Place(
                    graph.nodes(),
                    targets,
                    node -> Counters.isBarrier(node)
                            ? chunks(parts, id, node)
                            : id.topic(parts.names().prefix(), node.keptAs()),
                    counts.get(),
                    Clock.systemUTC());
            ofBatches.add(new PartitionConsumer(
                    parts.cluster(),
                    reading(parts, counts.get().failed()),
                    partition -> new FailedWork(
                            failed, () -> PastRecords.of(new PartitionLog(parts.cluster()), partition))));
            BatchCounts counted = counts.get();
            counted.counters()
                    .keeping(counted.counters().source())
                    .forEach(stage -> ofBatches.add(new PartitionConsumer(
                            parts.cluster(),
                            reading(parts, counted.keptAt(stage.keptAs())),
                            partition -> new RerunWork(
                                    new RerunWork.Place(
                                            stage,
                                            stage.keep().orElseThrow(),
                                            targets,
                                            counted,
                                            large(parts, id),
                                            Clock.systemUTC()),
                                    () -> PastRecords.of(new PartitionLog(parts.cluster()), partition)))));
            batches = Optional.of(new Batches(
                    parts.cluster(),
                    new BatchIntake.Place(
                            new Items(id),
                            counts.get().counters(),
                            counts.get(),
                            id.topic(parts.names().prefix(), StageName.SOURCE),
                            ids(parts, id),
                            large(parts, id)),
                    settings.source(),
                    graph,
                    paused,
                    topics.partitionsOf(whole)));
        }
        PipelineRun run = new PipelineRun(
                settings, graph, new Readers(pumps, barriers, folds, parked, ofBatches, settled, follower, batches));
        run.hold(settings.paused());
        return run;
    }

    /** Kafka's names of the topics between the pieces, which are those of the groups that read them too. */
    static Set<String> topics(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        Set<String> topics = graph.hops().stream()
                .map(hop -> hop.head().keptAs())
                .filter(name -> hasBatches(graph) || !name.equals(StageName.SOURCE))
                .map(name -> id.topic(parts.names().prefix(), name))
                .collect(Collectors.toCollection(HashSet::new));
        if (hasBatches(graph)) {
            topics.add(counted(parts, id, StageName.SOURCE));
            topics.add(failed(parts, id));
        }
        graph.nodes().stream()
                .filter(node -> byFunction(node).isPresent())
                .forEach(node -> topics.add(chunks(parts, id, node)));
        parking(parts, id, graph).forEach(topic -> topics.add(ParkedStage.items(topic)));
        topics.addAll(keeping(parts, id, graph));
        return topics;
    }

    /** Kafka's names of the topics of the stages that park keys. */
    static Set<String> parking(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        return graph.nodes().stream()
                .filter(ParkedStage::is)
                .map(node -> id.topic(parts.names().prefix(), node.keptAs()))
                .collect(Collectors.toSet());
    }

    /** What was kept by stages that keep nothing any more: if they keep something again, nothing of a time between is missing in it. */
    private static void forget(PipelineTopics topics, Pipelines.Parts parts, PipelineId id, PipelineGraph graph)
            throws ExecutionException, InterruptedException {
        String source = id.topic(parts.names().prefix(), StageName.SOURCE);
        String begin =
                source.substring(0, source.length() - StageName.SOURCE.value().length());
        Set<String> past = new HashSet<>(topics.named(Pattern.quote(begin) + "[^.]+" + Pattern.quote(Reruns.KEPT)));
        past.removeAll(keeping(parts, id, graph));
        Set<String> all = new HashSet<>(past);
        past.forEach(topic -> all.add(kept(topic)));
        topics.delete(all, past);
    }

    /** Kafka's names of the topics of what stages keep of batches, and of the groups that read them. */
    private static Set<String> keeping(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        return graph.nodes().stream()
                .filter(node -> node.keep().isPresent())
                .map(node -> Reruns.topic(id.topic(parts.names().prefix(), node.keptAs())))
                .collect(Collectors.toSet());
    }

    private static Optional<Stage.Reduce.Call> byFunction(Node node) {
        return node instanceof Node.Step step && step.stage() instanceof Stage.Reduce reduce
                ? reduce.function()
                : Optional.empty();
    }

    /** Kafka's name of the topic of what the function of a reduce is called with, and of the group that reads it. */
    private static String chunks(Pipelines.Parts parts, PipelineId id, Node reduce) {
        return id.topic(parts.names().prefix(), reduce.keptAs()) + ".chunks";
    }

    static boolean hasBatches(PipelineGraph graph) {
        return graph.nodes().getFirst() instanceof Node.Source source
                && !source.settings().isEndless();
    }

    /** Kafka's name of the topic that keeps the states of those who read this one. */
    static String kept(String topic) {
        return topic + ".state";
    }

    /** Those of a pipeline, with what they are kept for. */
    static Map<String, String> kept(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        Map<String, String> kept = new HashMap<>();
        if (hasBatches(graph)) {
            Counters.all(graph).forEach(counter -> {
                String topic = counted(parts, id, counter);
                kept.put(kept(topic), topic);
            });
            kept.put(kept(failed(parts, id)), failed(parts, id));
        }
        windows(graph).forEach(name -> {
            String topic = id.topic(parts.names().prefix(), name);
            kept.put(kept(topic), topic);
        });
        parking(parts, id, graph).forEach(topic -> {
            kept.put(ParkedStage.keys(topic), topic);
            kept.put(kept(ParkedStage.items(topic)), topic);
        });
        keeping(parts, id, graph).forEach(topic -> kept.put(kept(topic), topic));
        return kept;
    }

    /** The stages that have windows, by the names under which they are kept. */
    static Set<StageName> windows(PipelineGraph graph) {
        return graph.nodes().stream()
                .filter(PipelineRun::hasWindows)
                .map(Node::keptAs)
                .collect(Collectors.toSet());
    }

    private static boolean hasWindows(Node node) {
        return node instanceof Node.Step step && step.stage() instanceof Stage.Window;
    }

    /** Whether it waits for batches, or has windows. */
    static boolean hasState(Node node) {
        return Counters.isBarrier(node) || hasWindows(node);
    }

    private static Optional<BatchCounts> counts(
            Pipelines.Parts parts, PipelineId id, PipelineGraph graph, Predicate<String> paused) {
        return hasBatches(graph)
                ? Optional.of(new BatchCounts(
                        new Counters(graph), counter -> counted(parts, id, counter), failed(parts, id), paused))
                : Optional.empty();
    }

    /** Names of stages have no dots. */
    static String counted(Pipelines.Parts parts, PipelineId id, StageName counter) {
        String topic = id.topic(parts.names().prefix(), counter);
        return counter.equals(StageName.SOURCE) ? topic + ".batches" : topic;
    }

    private static String failed(Pipelines.Parts parts, PipelineId id) {
        return id.topic(parts.names().prefix(), StageName.SOURCE) + ".failed";
    }

    static BatchIds ids(Pipelines.Parts parts, PipelineId id) {
        return new BatchIds(
                id.topic(parts.names().prefix(), StageName.SOURCE) + ".ids",
                parts.folders().work());
    }

    static LargeData large(Pipelines.Parts parts, PipelineId id) {
        Path folder = parts.folders().shared().resolve(id.namespace().value()).resolve(id.name());
        return new LargeData(id, folder, parts.cluster(), Clock.systemUTC());
    }

    private static PartitionConsumer.Settings reading(Pipelines.Parts parts, String topic) {
        return new PartitionConsumer.Settings(topic, topic, kept(topic), topic + "." + parts.gateway());
    }

    private static Targets targets(Pipelines.Parts parts, PipelineId id, PipelineSettings settings, PipelineGraph graph)
            throws TopicException {
        Map<StageName, String> names = new HashMap<>();
        Map<StageName, Integer> limits = new HashMap<>();
        for (Node node : graph.nodes()) {
            Optional<String> sink =
                    node instanceof Node.Sink into ? into.settings().topic() : Optional.empty();
            if (sink.isPresent()) {
                TopicName topic = parts.topics().name(id.namespace(), sink.get());
                limits.put(
                        node.name(),
                        limit(
                                parts,
                                topic,
                                new TopicSettings(
                                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
                names.put(node.name(), topic.kafkaName());
            } else if (node.isCut()) {
                names.put(node.name(), id.topic(parts.names().prefix(), node.keptAs()));
                limits.put(node.name(), KeptTopic.MAX_RECORD - (ParkedStage.is(node) ? ParkedStage.MORE : 0));
            }
        }
        TopicName dead = parts.topics().name(id.namespace(), deadLetters(id, settings));
        int limitOfDead = limit(
                parts,
                dead,
                new TopicSettings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(TopicSettings.MOST_BYTES)));
        return new Targets(
                node -> names.getOrDefault(node.name(), ""),
                node -> limits.getOrDefault(node.name(), 0),
                dead.kafkaName(),
                limitOfDead);
    }

    /** The topic of items that could not go on, in the namespace of the pipeline. */
    static String deadLetters(PipelineId id, PipelineSettings settings) {
        return settings.deadLetters().orElse(id.name() + ".dead-letters");
    }

    private static int limit(Pipelines.Parts parts, TopicName topic, TopicSettings otherwise) throws TopicException {
        try {
            return parts.topics().recordLimit(topic);
        } catch (TopicException e) {
            if (!(e.fault() instanceof TopicFault.NoSuchTopic)) {
                throw e;
            }
            parts.topics().create(topic, otherwise);
            return parts.topics().recordLimit(topic);
        }
    }

    /** What one consumer of a pipeline is made of. */
    private record Piece(
            Pipelines.Parts parts,
            PipelineId id,
            PipelineGraph graph,
            Targets targets,
            Optional<BatchCounts> counts,
            Node head) {

        PartitionConsumer barrier() {
            return new PartitionConsumer(
                    parts.cluster(), reading(parts, id.topic(parts.names().prefix(), head.keptAs())), work((Node.Step)
                            head));
        }

        private PartitionWork.Maker work(Node.Step step) {
            return switch (step.stage()) {
                case Stage.Join join -> {
                    JoinWork.Barrier barrier = new JoinWork.Barrier(
                            step,
                            join,
                            new Way(graph),
                            new Items(id),
                            targets,
                            counts.orElseThrow(),
                            traces(),
                            Clock.systemUTC(),
                            partition -> PastRecords.of(new PartitionLog(parts.cluster()), partition));
                    yield partition -> new JoinWork(barrier, partition);
                }
                case Stage.Reduce reduce -> {
                    ReduceWork.Barrier barrier = new ReduceWork.Barrier(
                            step,
                            reduce,
                            reduce.function()
                                    .map(call -> new FoldChunks(
                                            call, step.keptAs(), new Items(id), chunks(parts, id, step))),
                            new Way(graph),
                            new Items(id),
                            targets,
                            counts.orElseThrow(),
                            traces());
                    yield _ -> new ReduceWork(barrier);
                }
                default -> throw new IllegalStateException("no barrier: " + step.name());
            };
        }

        /** Who calls the function of a reduce; empty if it has none. */
        Optional<PumpConsumer> folds() {
            if (!(head instanceof Node.Step step) || byFunction(head).isEmpty()) {
                return Optional.empty();
            }
            HopCalls calls = calls(parts.counts().of(id, head.name())).orElseThrow();
            FoldWork work = new FoldWork(step, calls, new Outputs(BatchRecords::folded), targets, counts.orElseThrow());
            String group = chunks(parts, id, head);
            return Optional.of(exactlyOnce(member(group, group, StartPosition.EARLIEST), work, work.outputs()));
        }

        PartitionConsumer windows(Node.Step step, Stage.Window window, SettledUntil settled) {
            WindowWork.Place place =
                    new WindowWork.Place(step, window, new Way(graph), new Items(id), targets, traces(), settled);
            return new PartitionConsumer(
                    parts.cluster(),
                    reading(parts, id.topic(parts.names().prefix(), head.keptAs())),
                    partition -> new WindowWork(place, partition));
        }

        SettledUntil settled(PipelineSettings settings, Stage.Window window) {
            List<SettledUntil.Read> way = graph.upTo(head).stream()
                    .filter(Node::isCut)
                    .map(node -> {
                        String group = id.topic(parts.names().prefix(), node.keptAs());
                        return new SettledUntil.Read(
                                new Piece(parts, id, graph, targets, counts, node).reads(settings, group), group);
                    })
                    .toList();
            return new SettledUntil(
                    parts.cluster(),
                    way,
                    least(window.idle().dividedBy(4), CLOCK_EVERY),
                    parts.time(),
                    parts.executor());
        }

        private static Duration least(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        HopWork work(HopWork.Next next) {
            Outputs outputs = counts.isPresent() ? new Outputs(BatchRecords::folded) : new Outputs();
            StageCounts.Of counted = parts.counts().of(id, head.name());
            return new HopWork(
                    head,
                    calls(counted),
                    new Way(graph),
                    new Items(id),
                    outputs,
                    targets,
                    counts,
                    counted,
                    traces(),
                    next,
                    ParkedStage.is(head) ? Optional.of(parkedStage().keys()) : Optional.empty());
        }

        private ParkedStage parkedStage() {
            return new ParkedStage(parts.cluster(), id.topic(parts.names().prefix(), head.keptAs()));
        }

        /** Who has the parked items; empty if the stage parks none. */
        Optional<PartitionConsumer> parked(Predicate<String> givenUp) {
            return Optional.of(head)
                    .filter(ParkedStage::is)
                    .map(_ -> parkedStage())
                    .map(stage -> stage.consumer(reading(parts, ParkedStage.items(stage.topic())), givenUp));
        }

        private Optional<HopCalls> calls(StageCounts.Of counted) {
            return called().map(called ->
                    new HopCalls(called, invoker(), parts.time(), parts.random(), counted, traces(), longAnswers()));
        }

        /** Where one item may come of an answer, and nobody reads it here. */
        private Function<CloudEvent, LongAnswers> longAnswers() {
            boolean kept =
                    counts.isPresent() && head instanceof Node.Step step && step.stage() instanceof Stage.Function;
            return kept ? large(parts, id)::answersTo : _ -> LongAnswers.LOST;
        }

        private Invoker invoker() {
            return new LargeDataInvoker(parts.invoker(), large(parts, id));
        }

        private StageTraces traces() {
            return new StageTraces(parts.tracing(), id, head.name(), parts.time());
        }

        PumpConsumer consumer(PipelineSettings settings, Instant created, HopWork work) {
            String group = id.topic(parts.names().prefix(), head.keptAs());
            Work through = callback().map(to -> callbacks(to, work)).orElse(work);
            ConsumerSettings member = member(group, reads(settings, group), start(settings, created));
            return switch (settings.guarantee()) {
                case EXACTLY_ONCE -> exactlyOnce(member, through, work.outputs());
                case AT_LEAST_ONCE ->
                    PumpConsumer.atLeastOnce(
                            parts.cluster(), member, through, loop(), transactions(member), work.outputs());
            };
        }

        private PumpConsumer exactlyOnce(ConsumerSettings member, Work work, Outputs outputs) {
            return new PumpConsumer(parts.cluster(), member, work, loop(), transactions(member), outputs);
        }

        private String transactions(ConsumerSettings member) {
            return member.group() + "." + parts.gateway();
        }

        private ConsumerSettings member(String group, String topic, StartPosition start) {
            return new ConsumerSettings(group, new Subscription.Names(Set.of(topic)), start, pump(), parts.grace());
        }

        private Loop loop() {
            return new Loop(parts.time(), Serial.on(parts.executor()));
        }

        private Optional<SinkSettings.Callback> callback() {
            return head instanceof Node.Sink sink ? sink.settings().callback() : Optional.empty();
        }

        private Work callbacks(SinkSettings.Callback to, HopWork work) {
            return new CallbackWork(
                    work,
                    (key, fields, item) -> large(parts, id)
                            .data(item)
                            .thenCompose(data -> parts.callbacks()
                                    .send(new CallbackClient.Message(
                                            to.address(), id.namespace(), key, fields, data, to.timeout())))
                            .exceptionally(lost -> new Sent.Failed(
                                    String.valueOf(StageFailure.cause(lost).getMessage()))),
                    to.retry().policy(),
                    parts.time(),
                    parts.random(),
                    parts.counts().of(id, head.name()));
        }

        private String reads(PipelineSettings settings, String own) {
            return head instanceof Node.Source
                    ? settings.source()
                            .topic()
                            .map(topic -> new TopicName(id.namespace(), topic.name()).kafkaName())
                            .orElse(own)
                    : own;
        }

        private StartPosition start(PipelineSettings settings, Instant created) {
            Optional<SourceSettings.TopicItems> topic =
                    head instanceof Node.Source ? settings.source().topic() : Optional.empty();
            return topic.map(items -> items.from().orElseGet(() -> StartPosition.at(created)))
                    .orElse(StartPosition.EARLIEST);
        }

        private Optional<HopCalls.Called> called() {
            return function().map(name -> {
                FunctionName function = name.in(id.namespace());
                return new HopCalls.Called(
                        function,
                        retry().policy(),
                        new EventChains(function, parts.chains(), parts.longestChain(), before(name)),
                        concurrency(),
                        ordered());
            });
        }

        /** How many of the stages before it call this function: no item goes round within a pipeline. */
        private int before(FunctionName name) {
            return (int) graph.upTo(head).stream()
                    .filter(node -> node != head)
                    .filter(node -> node.functions().contains(name))
                    .count();
        }

        private Optional<FunctionName> function() {
            return head.functions().stream().findFirst();
        }

        private Optional<Stage.Function> stage() {
            return head instanceof Node.Step step && step.stage() instanceof Stage.Function function
                    ? Optional.of(function)
                    : Optional.empty();
        }

        private RetrySettings retry() {
            return switch (head) {
                case Node.Source source ->
                    source.settings()
                            .list()
                            .map(SourceSettings.ListedItems::retry)
                            .orElse(RetrySettings.USUAL);
                case Node.Step _ ->
                    stage().map(Stage.Function::retry)
                            .or(() -> byFunction(head).map(Stage.Reduce.Call::retry))
                            .orElse(RetrySettings.USUAL);
                case Node.Sink sink ->
                    sink.settings().callback().map(SinkSettings.Callback::retry).orElse(RetrySettings.USUAL);
            };
        }

        private boolean ordered() {
            return stage().map(Stage.Function::ordered).orElse(false);
        }

        private int concurrency() {
            return stage().map(Stage.Function::concurrency)
                    .or(() -> byFunction(head).map(Stage.Reduce.Call::concurrency))
                    .or(() -> callback().map(SinkSettings.Callback::concurrency))
                    .orElse(Stage.Function.USUAL_CONCURRENCY);
        }

        private PumpSettings pump() {
            boolean calls = function().isPresent() || callback().isPresent();
            return new PumpSettings(
                    ordered() ? Delivery.ORDERED : Delivery.ELASTIC,
                    calls ? concurrency() : AT_ONCE,
                    calls ? 1 : MANY,
                    Duration.ZERO,
                    retry().attempts(),
                    BOUNDS,
                    calls ? retry().onOutage() : OnOutage.DEAD_LETTER);
        }
    }

    PipelineSettings settings() {
        return settings;
    }

    PipelineGraph graph() {
        return graph;
    }

    /** Whether anything is read from the source. */
    void hold(boolean wanted) {
        Optional.ofNullable(readers.pumps().get(StageName.SOURCE)).ifPresent(source -> source.hold(wanted));
    }

    /** The same run under settings that differ in nothing but whether it is paused. */
    PipelineRun under(PipelineSettings others) {
        hold(others.paused());
        return new PipelineRun(others, graph, readers);
    }

    Optional<ConsumerReport> report(StageName head) {
        return Optional.ofNullable(readers.pumps().get(head))
                .map(PumpConsumer::report)
                .or(() -> barrier(head).map(PartitionConsumer::report).map(report -> withCalls(report, head)));
    }

    /** That of a reduce, with what those tell who call its function. */
    private ConsumerReport withCalls(ConsumerReport reduce, StageName head) {
        return Optional.ofNullable(readers.folds().get(head))
                .map(PumpConsumer::report)
                .map(calls -> reduce.calling(calls))
                .orElse(reduce);
    }

    /** Who waits at this stage; empty if nobody does. */
    Optional<PartitionConsumer> barrier(StageName head) {
        return Optional.ofNullable(readers.barriers().get(head));
    }

    /** Who has the parked items of this stage; empty if it parks none. */
    Optional<PartitionConsumer> parked(StageName head) {
        return Optional.ofNullable(readers.parked().get(head));
    }

    /** Empty if the source has none. */
    Optional<Batches> batches() {
        return readers.batches();
    }

    /** Has it end, without waiting for that. */
    void stop() {
        readers.pumps().values().forEach(PumpConsumer::stop);
        readers.barriers().values().forEach(PartitionConsumer::stop);
        readers.folds().values().forEach(PumpConsumer::stop);
        readers.parked().values().forEach(PartitionConsumer::stop);
        readers.ofBatches().forEach(PartitionConsumer::stop);
        readers.settled().forEach(SettledUntil::close);
    }

    /** Has it end; returns when what was under way is over, or the grace. */
    void close() {
        stop();
        readers.pumps().values().forEach(PumpConsumer::close);
        readers.barriers().values().forEach(PartitionConsumer::close);
        readers.folds().values().forEach(PumpConsumer::close);
        readers.parked().values().forEach(PartitionConsumer::close);
        readers.ofBatches().forEach(PartitionConsumer::close);
        readers.paused().ifPresent(KeptFollower::close);
    }
}
