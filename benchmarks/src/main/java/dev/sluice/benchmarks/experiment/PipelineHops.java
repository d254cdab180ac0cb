package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.http.Callers;
import dev.sluice.benchmarks.kafka.HandRelay;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.kafka.Passage;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** P11: three hops of a pipeline with a call each, to three by hand: without transactions, and with. */
public final class PipelineHops implements Experiment {

    private static final int PLATFORM = 0;
    private static final int RAW = 1;
    private static final int TRANSACTIONS = 2;
    private static final int ROUNDS = 3;

    /** Turns of each side: by so many the compilers of the gateway are through. */
    private static final int WARM_UPS = 5;

    private static final int PER_SECOND = 1_000;
    private static final int CONNECTIONS = 200;
    private static final int PARTITIONS = 4;
    private static final byte[] BODY = new byte[128];
    private static final List<String> FUNCTIONS = List.of("first", "second", "third");

    private final AtomicInteger number = new AtomicInteger();

    @Override
    public Set<String> ids() {
        return Set.of("P11");
    }

    @Override
    public Page page() {
        return Page.PIPELINES;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = PER_SECOND * bench.of(10, 3);
        try (Gateway gateway = bench.gateway("pipeline-hops");
                Kafka kafka = gateway.kafka();
                DirectServer server = DirectServer.start(bench.java(), bench.work());
                Callers callers = new Callers(server.port(), CONNECTIONS)) {
            for (String function : FUNCTIONS) {
                gateway.deploy(
                        function,
                        FunctionJars.of(Kilobyte.class),
                        Map.of("minInstances", "1", "maxInstances", "1", "concurrency", "100"));
            }
            bench.say("warming up");
            for (int i = 0; i < WARM_UPS; i++) {
                platform(gateway, kafka, count);
                byHand(kafka, callers, count, HandRelay.Commits.POSITIONS);
                byHand(kafka, callers, count, HandRelay.Commits.TRANSACTIONS);
            }
            bench.say("measuring " + ROUNDS + " rounds");
            Turns<Samples> turns = Turns.take(
                    ROUNDS,
                    () -> platform(gateway, kafka, count),
                    () -> byHand(kafka, callers, count, HandRelay.Commits.POSITIONS),
                    () -> byHand(kafka, callers, count, HandRelay.Commits.TRANSACTIONS));
            return List.of(
                    row(turns, "three hops with a call each, p99, to raw hops", RAW, new Goal.AtMost(1.5, 1.2)),
                    row(
                            turns,
                            "three hops with a call each, p99, to default transactional hops",
                            TRANSACTIONS,
                            new Goal.AtMost(0.4, 0.4)));
        }
    }

    private static Result row(Turns<Samples> turns, String shape, int other, Goal goal) {
        String named = other == RAW ? "raw hops" : "default transactional hops";
        return new Result(
                "P11",
                shape,
                turns.ratio(PLATFORM, other, some -> Samples.joined(some).percentile(99)),
                goal,
                OptionalDouble.of(
                        turns.selfCheck(other, some -> Samples.joined(some).percentile(99))),
                List.of(
                        ColdStart.distribution(
                                "pipeline, " + PER_SECOND + " a second", Samples.joined(turns.side(PLATFORM))),
                        ColdStart.distribution(
                                named + ", " + PER_SECOND + " a second", Samples.joined(turns.side(other)))));
    }

    private Samples byHand(Kafka kafka, Callers callers, int count, HandRelay.Commits commits) throws Exception {
        int turn = number.incrementAndGet();
        List<String> topics = new ArrayList<>();
        for (int i = 0; i <= FUNCTIONS.size(); i++) {
            topics.add("hand-" + turn + "-" + i);
        }
        kafka.createTopics(topics, PARTITIONS);
        try (HandRelay _ = HandRelay.start(kafka, callers, topics, commits)) {
            return Samples.of(new Passage(kafka, topics.getFirst(), topics.getLast()).run(PER_SECOND, count, BODY));
        }
    }

    private Samples platform(Gateway gateway, Kafka kafka, int count) throws Exception {
        int turn = number.incrementAndGet();
        String in = "in-" + turn;
        String out = "out-" + turn;
        kafka.createTopics(List.of(in, out), PARTITIONS);
        StringBuilder stages = new StringBuilder();
        String from = "source";
        for (String function : FUNCTIONS) {
            stages.append(from.equals("source") ? "" : ", ")
                    .append("\"%s\": {\"from\": \"%s\", \"function\": {\"name\": \"%s\", \"concurrency\": 64}}"
                            .formatted(function, from, function));
            from = function;
        }
        String spec = "\"source\": {\"topic\": {\"name\": \"" + in + "\", \"from\": \"earliest\"}}, \"stages\": {"
                + stages + "}, \"sinks\": {\"out\": {\"from\": \"" + from + "\", \"topic\": \"" + out + "\"}}";
        List<String> reading = new ArrayList<>(FUNCTIONS);
        reading.add("source");
        try (PipelineTurn _ = PipelineTurn.start(gateway, kafka, spec, reading, PARTITIONS, false)) {
            return Samples.of(new Passage(kafka, in, out).run(PER_SECOND, count, BODY));
        }
    }
}
