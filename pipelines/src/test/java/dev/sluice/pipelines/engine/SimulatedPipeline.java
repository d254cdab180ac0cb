package dev.sluice.pipelines.engine;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.HeldOutputs;
import dev.sluice.events.pump.Outputs;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.events.trigger.EventChains;
import dev.sluice.events.trigger.LongAnswers;
import dev.sluice.events.trigger.RetrySettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.parked.KeptKey;
import dev.sluice.pipelines.parked.ParkedKeys;
import dev.sluice.pipelines.parked.ParkedWork;
import dev.sluice.testkit.callchain.PlainSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The engine of a pipeline with batches over topics in memory: the works of all pieces as they are, and in the place of Kafka lists to which
 * a transaction is added as a whole. What happens next is drawn: a record is begun, a call ends, a piece commits, loses a partition, or the
 * gateway is killed with all that is not committed. For one thread.
 */
final class SimulatedPipeline {

    static final String DEAD = "dead";
    private static final int PARTITIONS = 2;
    private static final int MOST = 5;

    /** Of some three items: what goes on takes several transactions. */
    private static final long FEW_BYTES = 3_000;

    private static final int MOST_STEPS = 1_000_000;
    private static final String WHOLE = "source.batches";
    private static final String FAILED = "source.failed";
    private static final String KEPT = "kept";

    /** The functions that fail once for some. */
    private static final Set<String> ONCE = Set.of("risky", RandomBatches.ADD);

    private static final Pattern NUMBER = Pattern.compile("(?<=\"n\":)-?\\d+");

    private final Random random;
    private final PipelineGraph graph;
    private final Items items = new Items(new PipelineId(Namespace.DEFAULT, "p"));
    private final Counters counters;
    private final BatchCounts counts;
    private final Targets targets;
    private final Map<String, List<List<ConsumerRecord<byte[], byte[]>>>> topics = new TreeMap<>();
    private final List<Hop> hops = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    /** The stages that park keys. */
    private final List<String> parking = new ArrayList<>();

    private final List<Under> calls = new ArrayList<>();
    private final Map<StageName, HopWork> works = new HashMap<>();

    /** The batches of which the gateway knows that they are paused. */
    private final Set<String> known = new HashSet<>();

    /** The items with which calls began while their batches were paused. */
    private final List<String> forbidden = new ArrayList<>();

    /** Whether no function fails any more. */
    private boolean mended;

    private long kills;

    private long steps;

    private long begun;

    /** How a function is called. */
    private record Called(FunctionName name, RetrySettings retry, int concurrency, boolean ordered) {}

    /** A call that has not ended. */
    private record Under(String function, int attempt, long number, CallListener listener) {}

    SimulatedPipeline(PipelineGraph graph, Random random) {
        this.random = random;
        this.graph = graph;
        this.counters = new Counters(graph);
        this.counts = new BatchCounts(counters, SimulatedPipeline::counted, FAILED, known::contains);
        this.targets = new Targets(SimulatedPipeline::topic, _ -> 1_000_000, DEAD, 1_000_000);
        for (Node node : graph.nodes()) {
            if (node.isCut() && Counters.isBarrier(node)) {
                Node.Step step = (Node.Step) node;
                both(topic(node), partition -> barrier(step, partition));
                if (byFunction(node).isPresent()) {
                    hops.add(new Hop(node, chunks(node)));
                }
            } else if (node instanceof Node.Source
                    || (node.isCut() && calls(node).isPresent())) {
                hops.add(new Hop(node, topic(node)));
                if (ParkedStage.is(node)) {
                    String stage = topic(node);
                    parking.add(stage);
                    both(
                            ParkedStage.items(stage),
                            partition -> new ParkedWork(
                                    stage,
                                    batch -> isGivenUp(batch),
                                    (from, until, goesOn) -> past(partition).tellWhile(from, until, goesOn)));
                }
            }
        }
        both(WHOLE, _ -> new BatchesWork(InstantSource.system(), FAILED, counts.keeping(counters.source())));
        both(
                FAILED,
                partition -> new FailedWork(
                        new FailedWork.Place(
                                graph.nodes(),
                                targets,
                                node -> Counters.isBarrier(node) ? chunks(node) : topic(node),
                                counts,
                                InstantSource.system()),
                        () -> past(partition),
                        FEW_BYTES));
        counters.keeping(counters.source())
                .forEach(stage -> both(Reruns.topic(topic(stage)), partition -> rerun(stage, partition)));
        hops.forEach(Hop::begin);
    }

    private RerunWork rerun(Node stage, TopicPartition partition) {
        return new RerunWork(
                new RerunWork.Place(
                        stage,
                        stage.keep().orElseThrow(),
                        targets,
                        counts,
                        new LargeData(items.pipeline(), Path.of("none"), NoCluster.unasked(), InstantSource.system()),
                        InstantSource.system()),
                () -> past(partition),
                FEW_BYTES);
    }

    private void both(String topic, PartitionWork.Maker maker) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            kept.add(new Kept(new TopicPartition(topic, partition), maker));
        }
    }

    private PartitionWork barrier(Node.Step step, TopicPartition partition) {
        return switch (step.stage()) {
            case Stage.Join join ->
                new JoinWork(
                        new JoinWork.Barrier(
                                step,
                                join,
                                new Way(graph),
                                items,
                                targets,
                                counts,
                                traces(step),
                                InstantSource.system(),
                                this::past),
                        partition);
            case Stage.Reduce reduce ->
                new ReduceWork(new ReduceWork.Barrier(
                        step,
                        reduce,
                        reduce.function().map(call -> new FoldChunks(call, step.keptAs(), items, chunks(step))),
                        new Way(graph),
                        items,
                        targets,
                        counts,
                        traces(step)));
            default -> throw new IllegalStateException(step.name().value());
        };
    }

    private static Optional<Stage.Reduce.Call> byFunction(Node node) {
        return node instanceof Node.Step step && step.stage() instanceof Stage.Reduce reduce
                ? reduce.function()
                : Optional.empty();
    }

    private static String chunks(Node reduce) {
        return topic(reduce) + ".chunks";
    }

    private StageTraces traces(Node node) {
        return new StageTraces(
                Optional.of(new Tracing(0.5, _ -> {})), items.pipeline(), node.name(), InstantSource.system());
    }

    private PastRecords past(TopicPartition partition) {
        return new PastRecords() {

            @Override
            public long tellWhile(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn) {
                return ReadAgain.tellWhile(log(partition), from, until, goesOn);
            }

            @Override
            public void close() {}
        };
    }

    private static String topic(Node node) {
        return node instanceof Node.Sink sink
                ? sink.settings().topic().orElseGet(() -> node.name().value())
                : node.name().value();
    }

    private static String counted(StageName counter) {
        return counter.equals(StageName.SOURCE) ? WHOLE : counter.value();
    }

    private static Optional<FunctionName> calls(Node node) {
        return node instanceof Node.Step step
                ? step.stage().functions().stream().findFirst()
                : Optional.empty();
    }

    private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
        return topics.computeIfAbsent(
                        partition.topic(),
                        _ -> IntStream.range(0, PARTITIONS)
                                .<List<ConsumerRecord<byte[], byte[]>>>mapToObj(_ -> new ArrayList<>())
                                .toList())
                .get(partition.partition());
    }

    /** A transaction. */
    private void add(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            int partition = record.partition() != null
                    ? record.partition()
                    : record.key() == null
                            ? random.nextInt(PARTITIONS)
                            : Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS;
            List<ConsumerRecord<byte[], byte[]>> log = log(new TopicPartition(record.topic(), partition));
            log.add(ReadAgain.in(partition, log.size(), record));
        }
    }

    /** The values of a topic. */
    List<String> values(String topic) {
        return topics.getOrDefault(topic, List.of()).stream()
                .flatMap(List::stream)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** How much has happened. */
    long steps() {
        return steps;
    }

    /** How many calls have begun. */
    long begun() {
        return begun;
    }

    /** How often all was killed. */
    long kills() {
        return kills;
    }

    /** Sends a batch of numbers, stored in two parts. */
    void send(String batch, long first, int count) {
        add(counts.opened(batch, counters.source()));
        store(batch, first, 0, count / 2);
        run(random.nextInt(200));
        store(batch, first, count / 2, count);
        add(counts.closed(batch, counters.source()));
    }

    private static ProducerRecord<byte[], byte[]> event(
            StageName counter, String batch, BatchRecords.Event event, long items) {
        return BatchRecords.event(counted(counter), batch, event, items);
    }

    private void store(String batch, long first, int from, int until) {
        if (from == until) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < until; i++) {
            records.add(KafkaEvents.write(items.ofBatch(batch, Integer.toString(i), json(first + i)))
                    .to(StageName.SOURCE.value()));
        }
        records.add(event(StageName.SOURCE, batch, BatchRecords.Event.STORED, until - from));
        records.addAll(counts.records(batch, counters.stored(until - from)));
        add(records);
    }

    private static byte[] json(long number) {
        return ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** Functions fail no more, and what of a batch has failed is tried again. */
    void mendAndRetry(String batch) {
        mended = true;
        retry(batch);
    }

    /** What of a batch has failed so far is tried again. */
    void retry(String batch) {
        add(List.of(BatchRecords.event(FAILED, batch, BatchRecords.Event.RETRY, 0)));
    }

    /** What a batch had at a stage is done anew as another batch. */
    void rerun(String batch, Node stage, String as) {
        add(counts.rerun(as, new Rerun(batch, stage.keptAs().value()), stage));
    }

    /** Somebody has a batch pause, or go on. */
    void pause(String batch, boolean wanted) {
        add(List.of(
                event(StageName.SOURCE, batch, wanted ? BatchRecords.Event.PAUSED : BatchRecords.Event.RESUMED, 0)));
    }

    /** Somebody gives a batch up that is closed. */
    void cancel(String batch) {
        add(counts.cancelled(batch));
    }

    /** What is parked is tried again. */
    void retryParked() {
        parking.forEach(stage -> {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                add(List.of(KeptKey.retryAll(ParkedStage.items(stage), partition)));
            }
        });
    }

    /** Functions fail no more. */
    void mend() {
        mended = true;
    }

    /** The parked keys, as is kept of them. */
    List<KeptKey> parked() {
        List<KeptKey> parked = new ArrayList<>();
        kept.stream()
                .filter(each -> parking.contains(each.partition.topic().replace(".parked", "")))
                .forEach(each -> each.state.forEach((key, value) -> parked.add(read(
                        new ConsumerRecord<>(KEPT, each.partition.partition(), 0, BatchRecords.key(key), value)))));
        return parked;
    }

    private static KeptKey read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return KeptKey.read(record);
        } catch (UnreadableRecordException e) {
            throw new AssertionError(e);
        }
    }

    /** The failed items of the parked keys are given up. */
    void discardParked() {
        parked().forEach(key -> add(List.of(key.discard(ParkedStage.items(parking.getFirst())))));
    }

    /** The records of a topic, each partition in order. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return topics.getOrDefault(topic, List.of()).stream()
                .flatMap(List::stream)
                .toList();
    }

    private boolean isGivenUp(String batch) {
        return kept.stream()
                .filter(each -> each.partition.topic().equals(FAILED))
                .map(each -> each.state.get(batch))
                .anyMatch(value -> value != null && FailedWork.isGivenUp(value));
    }

    private Set<String> paused() {
        Set<String> paused = new HashSet<>();
        kept.stream()
                .filter(each -> each.partition.topic().equals(FAILED))
                .forEach(each -> each.state.forEach((key, value) -> FailedWork.aside(BatchRecords.key(key))
                        .filter(_ -> FailedWork.isPaused(value))
                        .ifPresent(paused::add)));
        return paused;
    }

    /** The gateway is told what is kept. */
    private void follow() {
        known.clear();
        known.addAll(paused());
    }

    BatchStanding standing(String batch) {
        BatchesWork.Reading reading = new BatchesWork.Reading();
        kept.stream()
                .filter(each -> each.partition.topic().equals(WHOLE))
                .forEach(each -> each.state.forEach(
                        (key, value) -> reading.take(new ConsumerRecord<>(KEPT, 0, 0, BatchRecords.key(key), value))));
        return reading.of(batch).orElseThrow();
    }

    /** The topics whose readers still wait with something. */
    Set<String> waiting() {
        Set<String> waiting = new HashSet<>();
        kept.stream()
                .filter(each -> !each.partition.topic().equals(WHOLE)
                        && !each.partition.topic().endsWith(Reruns.KEPT)
                        && !each.state.isEmpty())
                .forEach(each -> waiting.add(each.partition.topic()));
        return waiting;
    }

    /** So many things happen. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step(true);
        }
    }

    /** Goes on, without anything being killed, until nothing is to be done. */
    void settle() {
        for (int i = 0; !isIdle(); i++) {
            step(false);
            if (i > MOST_STEPS) {
                throw new AssertionError("it does not come to rest");
            }
        }
        if (!forbidden.isEmpty()) {
            throw new AssertionError("calls begin with items of paused batches: " + forbidden);
        }
    }

    private boolean isIdle() {
        return calls.isEmpty()
                && known.equals(paused())
                && hops.stream().allMatch(Hop::isIdle)
                && kept.stream().allMatch(Kept::isIdle);
    }

    private void step(boolean faults) {
        steps++;
        int choice = random.nextInt(1000);
        if (faults && choice < 4) {
            kill();
        } else if (choice < 350 && !calls.isEmpty()) {
            end(calls.remove(random.nextInt(calls.size())));
        } else if (choice < 700) {
            hops.get(random.nextInt(hops.size())).step(faults);
        } else if (choice < 980) {
            kept.get(random.nextInt(kept.size())).step(faults);
        } else {
            follow();
        }
    }

    private void kill() {
        kills++;
        calls.clear();
        works.clear();
        follow();
        hops.forEach(Hop::begin);
        kept.forEach(Kept::begin);
    }

    private void end(Under call) {
        long number = call.number();
        boolean now = number % 5 == 1 && call.attempt() == 1 && ONCE.contains(call.function());
        if (now || (!mended && RandomBatches.fails(call.function(), number))) {
            call.listener().head(500, Headers.EMPTY);
            call.listener().finished(new Outcome.Succeeded(500), Timings.NONE);
            return;
        }
        List<String> all = RandomBatches.made(call.function(), number).stream()
                .map(each -> "{\"n\":" + each + "}")
                .toList();
        String made = call.function().equals(RandomBatches.ADD) ? all.getFirst() : all.toString();
        call.listener().head(200, Headers.EMPTY.plus("content-type", "application/json"));
        call.listener().data(ByteBuffer.wrap(made.getBytes(StandardCharsets.UTF_8)));
        call.listener().end(Headers.EMPTY);
        call.listener().finished(new Outcome.Succeeded(200), Timings.NONE);
    }

    private Call invoke(Invocation invocation, CallListener listener) {
        if (!(invocation.input() instanceof Input.Event event)) {
            throw new AssertionError("a call has one event");
        }
        if (known.contains(BatchCounts.of(event.event()))) {
            // Thrown later, where nobody catches it.
            forbidden.add(event.event().id());
        }
        String text = new String(event.event().data().orElseThrow(), StandardCharsets.UTF_8);
        // A list of them is there to be added up.
        long number = NUMBER.matcher(text)
                .results()
                .mapToLong(found -> Long.parseLong(found.group()))
                .sum();
        begun++;
        calls.add(new Under(invocation.function().name(), invocation.terms().attempt(), number, listener));
        return EndedCall.INSTANCE;
    }

    /** A piece that takes items one by one, with what it has of each partition. */
    private final class Hop {
        private final Node node;
        private final boolean ordered;
        private final List<Had> had = new ArrayList<>();
        private Outputs outputs = new Outputs(BatchRecords::folded);
        private Work work;

        /** {@code topic}: what it reads. */
        Hop(Node node, String topic) {
            this.node = node;
            this.ordered = function().filter(Stage.Function::ordered).isPresent();
            this.work = work();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                had.add(new Had(new TopicPartition(topic, partition)));
            }
        }

        private Optional<Stage.Function> function() {
            return node instanceof Node.Step step && step.stage() instanceof Stage.Function function
                    ? Optional.of(function)
                    : Optional.empty();
        }

        private Work work() {
            StageCounts.Of counted = new StageCounts().of(items.pipeline(), node.name());
            return byFunction(node)
                    .<Work>map(of -> new FoldWork(
                            (Node.Step) node,
                            calls(new Called(of.name(), of.retry(), of.concurrency(), false), counted),
                            outputs,
                            targets,
                            counts))
                    .orElseGet(() -> items(counted));
        }

        private HopCalls calls(Called called, StageCounts.Of counted) {
            FunctionName name = called.name().in(Namespace.DEFAULT);
            EventChains chains = new EventChains(name, new PlainSeal(), new ChainLimit(100), 50);
            return new HopCalls(
                    new HopCalls.Called(name, called.retry().policy(), chains, called.concurrency(), called.ordered()),
                    SimulatedPipeline.this::invoke,
                    InstantSource.system(),
                    random,
                    counted,
                    traces(node),
                    _ -> LongAnswers.LOST);
        }

        private ParkedKeys parked(String stage) {
            return new ParkedKeys(
                    new ParkedKeys.Topics(ParkedStage.items(stage), ParkedStage.keys(stage)),
                    (partition, told) -> log(new TopicPartition(ParkedStage.keys(stage), partition))
                            .forEach(told));
        }

        private HopWork items(StageCounts.Of counted) {
            HopWork made = new HopWork(
                    node,
                    function()
                            .map(of ->
                                    calls(new Called(of.name(), of.retry(), of.concurrency(), of.ordered()), counted)),
                    new Way(graph),
                    items,
                    outputs,
                    targets,
                    Optional.of(counts),
                    counted,
                    traces(node),
                    next -> Optional.ofNullable(works.get(next)),
                    ParkedStage.is(node) ? Optional.of(parked(topic(node))) : Optional.empty());
            if (function().isPresent()) {
                works.put(node.name(), made);
            }
            return made;
        }

        /** A gateway begins. */
        void begin() {
            outputs = new Outputs(BatchRecords::folded);
            work = work();
            had.forEach(Had::begin);
        }

        boolean isIdle() {
            return had.stream()
                    .allMatch(each -> each.position == log(each.partition).size());
        }

        void step(boolean faults) {
            Had each = had.get(random.nextInt(PARTITIONS));
            int choice = random.nextInt(100);
            if (faults && choice == 0 && each.underWay.isEmpty()) {
                each.begin();
            } else if (choice < 70) {
                each.start();
            } else {
                each.commit();
            }
        }

        /** What it has of a partition. */
        private final class Had {
            private final TopicPartition partition;
            private final Set<Long> underWay = new HashSet<>();
            private final Set<Long> done = new HashSet<>();
            private long position;
            private long next;

            /** Whoever ends later was begun before. */
            private int owned;

            Had(TopicPartition partition) {
                this.partition = partition;
            }

            void begin() {
                owned++;
                next = position;
                underWay.clear();
                done.clear();
                HeldOutputs.own(outputs, partition);
                work.assigned(partition);
            }

            void start() {
                List<ConsumerRecord<byte[], byte[]>> log = log(partition);
                if (next < log.size() && underWay.size() < MOST && !(ordered && isBehind(log, log.get((int) next)))) {
                    long offset = next++;
                    underWay.add(offset);
                    attempt(new Attempt(log.get((int) offset), 1, 0, Duration.ZERO, false));
                }
            }

            /** Whether another of its key is under way; without a key, whether any is. */
            private boolean isBehind(List<ConsumerRecord<byte[], byte[]>> log, ConsumerRecord<byte[], byte[]> record) {
                return underWay.stream()
                        .map(offset -> log.get(offset.intValue()))
                        .anyMatch(other -> record.key() == null || Arrays.equals(other.key(), record.key()));
            }

            private void attempt(Attempt attempt) {
                int begun = owned;
                var _ = work.run(List.of(attempt)).thenAccept(verdicts -> {
                    if (begun == owned) {
                        settled(attempt, verdicts.getFirst());
                    }
                });
            }

            private void settled(Attempt attempt, Verdict verdict) {
                switch (verdict.settlement()) {
                    case Settlement.Done _ -> over(attempt);
                    case Settlement.Retry(Duration _, boolean counted) ->
                        attempt(new Attempt(
                                attempt.record(),
                                attempt.number() + 1,
                                attempt.counted() + (counted ? 1 : 0),
                                Duration.ZERO,
                                false));
                    case Settlement.Dead(String reason) -> {
                        var _ = work.bury(attempt, reason, verdict.detail());
                        over(attempt);
                    }
                }
            }

            private void over(Attempt attempt) {
                underWay.remove(attempt.record().offset());
                done.add(attempt.record().offset());
            }

            void commit() {
                long until = position;
                while (done.contains(until)) {
                    until++;
                }
                if (until > position) {
                    add(HeldOutputs.taken(outputs, partition, position, until));
                    for (long offset = position; offset < until; offset++) {
                        done.remove(offset);
                    }
                    position = until;
                }
            }
        }
    }

    /** A piece with a state, at one partition. */
    private final class Kept {
        private final TopicPartition partition;
        private final PartitionWork.Maker maker;
        private final Map<String, byte[]> state = new LinkedHashMap<>();
        private PartitionWork work;
        private int position;
        private boolean ticked;

        Kept(TopicPartition partition, PartitionWork.Maker maker) {
            this.partition = partition;
            this.maker = maker;
            this.work = maker.of(partition);
        }

        void begin() {
            work = maker.of(partition);
            state.forEach((key, value) -> work.restore(BatchRecords.key(key), value));
            ticked = false;
        }

        boolean isIdle() {
            return ticked && position == log(partition).size();
        }

        void step(boolean faults) {
            List<ConsumerRecord<byte[], byte[]>> log = log(partition);
            int until = Math.min(log.size(), position + random.nextInt(6));
            Step step = new Step(KEPT, partition.partition());
            if (until > position) {
                work.run(List.copyOf(log.subList(position, until)), step);
            }
            work.tick(step);
            if (faults && random.nextInt(40) == 0) {
                begin();
                return;
            }
            List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : step.records()) {
                if (!record.topic().equals(KEPT)) {
                    sent.add(record);
                } else if (record.value() == null) {
                    state.remove(BatchRecords.batch(record.key()));
                } else {
                    state.put(BatchRecords.batch(record.key()), record.value());
                }
            }
            ticked = until == log.size() && step.records().isEmpty();
            position = until;
            add(sent);
        }
    }
}
