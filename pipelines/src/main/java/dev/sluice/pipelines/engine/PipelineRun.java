package dev.sluice.pipelines.engine;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.events.kept.KeptTopic;
import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.Delivery;
import dev.sluice.events.pump.OnOutage;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicSettings;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** A pipeline at work at this gateway: a consumer for each of its pieces. Thread-safe. */
final class PipelineRun {

    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(20);

    /** What is made of records is held until it is committed, so fewer may be ahead of the first that is not done. */
    private static final PumpSettings.Bounds BOUNDS =
            new PumpSettings.Bounds(2_000, 16L << 20, 4_000, COMMIT_EVERY, Duration.ofHours(6));

    /** At the source nothing is called: records are taken as they come. */
    private static final int MANY = 500;

    private final PipelineSettings settings;
    private final PipelineGraph graph;
    private final Map<StageName, PumpConsumer> consumers;

    private PipelineRun(PipelineSettings settings, PipelineGraph graph, Map<StageName, PumpConsumer> consumers) {
        this.settings = settings;
        this.graph = graph;
        this.consumers = consumers;
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
        new PipelineTopics(parts.cluster(), parts.partitions()).make(topics(parts, id, graph));
        HopWork.Targets targets = targets(parts, id, settings, graph);
        Map<StageName, PumpConsumer> consumers = new LinkedHashMap<>();
        for (PipelineGraph.Hop hop : graph.hops()) {
            Piece piece = new Piece(parts, id, graph, targets, hop.head());
            consumers.put(
                    hop.head().name(),
                    piece.consumer(settings, resource.status().createdAt()));
        }
        PipelineRun run = new PipelineRun(settings, graph, consumers);
        run.hold(settings.paused());
        return run;
    }

    /** Kafka's names of the topics between the pieces, which are those of the groups that read them too. */
    static Set<String> topics(Pipelines.Parts parts, PipelineId id, PipelineGraph graph) {
        return graph.hops().stream()
                .map(hop -> hop.head().name())
                .filter(name -> !name.equals(StageName.SOURCE))
                .map(name -> id.topic(parts.names().prefix(), name))
                .collect(Collectors.toSet());
    }

    private static HopWork.Targets targets(
            Pipelines.Parts parts, PipelineId id, PipelineSettings settings, PipelineGraph graph)
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
                names.put(node.name(), id.topic(parts.names().prefix(), node.name()));
                limits.put(node.name(), KeptTopic.MAX_RECORD);
            }
        }
        TopicName dead = parts.topics().name(id.namespace(), deadLetters(id, settings));
        int limitOfDead = limit(
                parts,
                dead,
                new TopicSettings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(TopicSettings.MOST_BYTES)));
        return new HopWork.Targets(
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
            Pipelines.Parts parts, PipelineId id, PipelineGraph graph, HopWork.Targets targets, Node head) {

        PumpConsumer consumer(PipelineSettings settings, Instant created) {
            Outputs outputs = new Outputs();
            HopWork work = new HopWork(
                    new HopWork.Hop(head, called()),
                    new Way(graph),
                    new Items(id),
                    outputs,
                    targets,
                    parts.invoker(),
                    parts.time(),
                    parts.random());
            String group = id.topic(parts.names().prefix(), head.name());
            return new PumpConsumer(
                    parts.cluster(),
                    new ConsumerSettings(
                            group,
                            new Subscription.Names(Set.of(reads(settings, group))),
                            start(settings, created),
                            pump(),
                            parts.grace()),
                    work,
                    new Loop(parts.time(), Serial.on(parts.executor())),
                    group + "." + parts.gateway(),
                    outputs);
        }

        private String reads(PipelineSettings settings, String own) {
            return head instanceof Node.Source
                    ? new TopicName(id.namespace(), topic(settings).name()).kafkaName()
                    : own;
        }

        private static SourceSettings.TopicItems topic(PipelineSettings settings) {
            return settings.source().topic().orElseThrow();
        }

        private StartPosition start(PipelineSettings settings, Instant created) {
            return head instanceof Node.Source
                    ? topic(settings).from().orElseGet(() -> StartPosition.at(created))
                    : StartPosition.EARLIEST;
        }

        private Optional<HopWork.Called> called() {
            return function().map(name -> {
                FunctionName function = name.in(id.namespace());
                return new HopWork.Called(
                        function, retry().policy(), new EventChains(function, parts.chains(), parts.longestChain()));
            });
        }

        private Optional<FunctionName> function() {
            return switch (head) {
                case Node.Source _ -> Optional.empty();
                case Node.Step step -> step.stage().functions().stream().findFirst();
                case Node.Sink sink -> sink.settings().function();
            };
        }

        private Optional<Stage.Function> stage() {
            return head instanceof Node.Step step && step.stage() instanceof Stage.Function function
                    ? Optional.of(function)
                    : Optional.empty();
        }

        private RetrySettings retry() {
            return stage().map(Stage.Function::retry).orElse(RetrySettings.USUAL);
        }

        private PumpSettings pump() {
            boolean ordered = stage().map(Stage.Function::ordered).orElse(false);
            int concurrency = stage().map(Stage.Function::concurrency)
                    .orElse(head instanceof Node.Source ? MANY : Stage.Function.USUAL_CONCURRENCY);
            return new PumpSettings(
                    ordered ? Delivery.ORDERED : Delivery.ELASTIC,
                    concurrency,
                    1,
                    Duration.ZERO,
                    retry().attempts(),
                    BOUNDS,
                    head instanceof Node.Source ? OnOutage.DEAD_LETTER : retry().onOutage());
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
        Optional.ofNullable(consumers.get(StageName.SOURCE)).ifPresent(source -> source.hold(wanted));
    }

    /** The same run under settings that differ in nothing but whether it is paused. */
    PipelineRun under(PipelineSettings others) {
        hold(others.paused());
        return new PipelineRun(others, graph, consumers);
    }

    Optional<ConsumerReport> report(StageName head) {
        return Optional.ofNullable(consumers.get(head)).map(PumpConsumer::report);
    }

    /** Has it end, without waiting for that. */
    void stop() {
        consumers.values().forEach(PumpConsumer::stop);
    }

    /** Has it end; returns when what was under way is over, or the grace. */
    void close() {
        stop();
        consumers.values().forEach(PumpConsumer::close);
    }
}
