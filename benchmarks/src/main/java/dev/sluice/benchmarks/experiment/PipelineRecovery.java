package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.kafka.HandStages;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.kafka.PlainConsumer;
import dev.sluice.benchmarks.kafka.SteadyFlow;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** B4: how long the rate is away after a kill, of a pipeline whose gateway is killed and started, to a consumer by hand. */
public final class PipelineRecovery implements Experiment {

    private static final int PLATFORM = 0;
    private static final int QUICK = 1;
    private static final int DEFAULT = 2;
    private static final int ROUNDS = 2;
    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 2_000;
    private static final String SESSION_OF_PLATFORM = "10000";

    @Override
    public Set<String> ids() {
        return Set.of("B4");
    }

    @Override
    public Page page() {
        return Page.PIPELINES;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path home = bench.work().resolve("pipeline-recovery");
        Gateway first = bench.gateway(home, Map.of());
        try (Kafka kafka = first.kafka();
                Sides sides = new Sides(bench, home, kafka, first)) {
            bench.say("measuring " + ROUNDS + " rounds of a kill for each side");
            Turns<Double> turns = Turns.take(
                    ROUNDS,
                    sides::platform,
                    () -> sides.byHand(List.of(SESSION_OF_PLATFORM)),
                    () -> sides.byHand(List.of()));
            return List.of(
                    row(turns, "a plain consumer with the same session timeout", QUICK),
                    row(turns, "a plain consumer with default settings", DEFAULT));
        }
    }

    private static Result row(Turns<Double> turns, String other, int side) {
        return new Result(
                "B4",
                "time after a kill until the rate is back, to " + other,
                turns.ratio(PLATFORM, side, EventCalls::mean),
                new Goal.AtMost(2.0, 1.2),
                OptionalDouble.of(turns.selfCheck(side, EventCalls::mean)),
                List.of(
                        figure("pipeline", "%,.0f ms", EventCalls.mean(turns.side(PLATFORM))),
                        figure(other, "%,.0f ms", EventCalls.mean(turns.side(side))),
                        figure("records", "%,d a second", PER_SECOND)));
    }

    /** Both sides, with topics of their own for each turn. */
    private static final class Sides implements AutoCloseable {
        private final Bench bench;
        private final Path home;
        private final Kafka kafka;
        private Gateway gateway;
        private int turns;

        Sides(Bench bench, Path home, Kafka kafka, Gateway gateway) {
            this.bench = bench;
            this.home = home;
            this.kafka = kafka;
            this.gateway = gateway;
        }

        private String topic(String name) {
            return "recovery-" + name + "-" + turns;
        }

        private void next() throws Exception {
            turns++;
            kafka.createTopics(List.of(topic("in"), topic("out")), PARTITIONS);
        }

        double platform() throws Exception {
            next();
            String spec = """
                    "source": {"topic": {"name": "%s", "from": "earliest", "format": "json"}},
                    "stages": {"all": {"from": "source", "merge": {}}},
                    "sinks": {"out": {"from": "all", "topic": "%s"}}""".formatted(topic("in"), topic("out"));
            PipelineTurn turn = PipelineTurn.start(gateway, kafka, spec, List.of("source"), PARTITIONS, false);
            double millis;
            try (SteadyFlow flow = flow()) {
                flow.awaitRate(System.nanoTime());
                long killed = System.nanoTime();
                gateway.kill();
                gateway = bench.gateway(home, Map.of());
                millis = flow.awaitRate(killed);
            }
            new PipelineTurn(gateway, kafka, turn.name(), spec).close();
            return millis;
        }

        double byHand(List<String> more) throws Exception {
            next();
            Path properties = home.resolve("kafka/client.properties");
            List<String> command = new ArrayList<>(
                    PlainConsumer.command(bench.java(), properties, topic("in"), topic("out"), topic("group")));
            command.addAll(more);
            Path log = bench.work().resolve(topic("consumer") + ".log");
            try (SteadyFlow flow = flow()) {
                Program program = Program.start(log, Map.of(), command);
                try {
                    flow.awaitRate(System.nanoTime());
                    long killed = System.nanoTime();
                    program.kill();
                    program = Program.start(log, Map.of(), command);
                    return flow.awaitRate(killed);
                } finally {
                    program.kill();
                }
            }
        }

        private SteadyFlow flow() {
            return new SteadyFlow(kafka, topic("in"), topic("out"), PER_SECOND, HandStages::value);
        }

        @Override
        public void close() throws IOException {
            gateway.close();
        }
    }
}
