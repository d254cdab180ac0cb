package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.kafka.HandStages;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * B1: copy, filter, split, shard and merge, exactly once, to one transactional loop by hand, to Kafka Streams, and to the same pipeline
 * at least once.
 */
public final class PipelineStages implements Experiment {

    private static final int PLATFORM = 0;
    private static final int BY_HAND = 1;
    private static final int STREAMS = 2;
    private static final int AT_LEAST_ONCE = 3;
    private static final int ROUNDS = 2;
    private static final int WARM_UPS = 3;
    private static final int PARTITIONS = 4;
    private static final String TO = "stages-out";
    private static final String FROM = "stages-in";

    @Override
    public Set<String> ids() {
        return Set.of("B1");
    }

    @Override
    public Page page() {
        return Page.PIPELINES;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = bench.of(400_000, 40_000);
        try (Gateway gateway = bench.gateway("pipeline-stages");
                Kafka kafka = gateway.kafka()) {
            kafka.createTopics(List.of("warm-up", FROM, TO), PARTITIONS);
            kafka.fill("warm-up", count / 4, HandStages::value);
            kafka.fill(FROM, count, HandStages::value);
            HandStages stages = new HandStages(kafka, TO);
            bench.say("warming up");
            for (int i = 0; i < WARM_UPS; i++) {
                platform(gateway, kafka, "warm-up", count / 4, "exactly-once");
                stages.transactions("warm-up", count / 4);
                stages.streams("warm-up", count / 4);
                platform(gateway, kafka, "warm-up", count / 4, "at-least-once");
            }
            bench.say("measuring " + ROUNDS + " rounds of " + count + " records");
            Turns<Double> turns = Turns.take(
                    ROUNDS,
                    () -> platform(gateway, kafka, FROM, count, "exactly-once"),
                    () -> stages.transactions(FROM, count),
                    () -> stages.streams(FROM, count),
                    () -> platform(gateway, kafka, FROM, count, "at-least-once"));
            return List.of(
                    row(turns, count, "a transactional loop by hand", BY_HAND, new Goal.AtLeast(1.0, 1.3)),
                    row(turns, count, "Kafka Streams, exactly_once_v2", STREAMS, new Goal.AtLeast(1.5, 2.0)),
                    row(turns, count, "the same pipeline, at-least-once", AT_LEAST_ONCE, new Goal.AtLeast(0.6, 0.85)));
        }
    }

    private static Result row(Turns<Double> turns, int count, String other, int side, Goal goal) {
        return new Result(
                "B1",
                "records a second through filter, copy, split, shard and merge, to " + other,
                turns.ratio(PLATFORM, side, EventCalls::mean),
                goal,
                OptionalDouble.of(turns.selfCheck(side, EventCalls::mean)),
                List.of(
                        figure("pipeline", "%,.0f a second", EventCalls.mean(turns.side(PLATFORM))),
                        figure(other, "%,.0f a second", EventCalls.mean(turns.side(side))),
                        figure(
                                "records",
                                "%,d in, 100 bytes of JSON, 4 partitions; %,d out",
                                count,
                                HandStages.made(count))));
    }

    private static double platform(Gateway gateway, Kafka kafka, String from, int count, String guarantee)
            throws Exception {
        String spec = """
                "source": {"topic": {"name": "%s", "from": "earliest", "format": "json"}},
                "stages": {
                  "wanted": {"from": "source", "filter": "event.data.kind != 'none'"},
                  "each": {"from": "wanted", "copy": {}},
                  "kinds": {"from": "each", "split": {"when": {"even": "event.data.number %% 2 == 0"}, "otherwise": "odd"}},
                  "owned": {"from": "each", "shard": {"by": "event.data.owner", "shards": 16}},
                  "all": {"from": ["kinds.even", "kinds.odd", "owned"], "merge": {}}},
                "sinks": {"out": {"from": "all", "topic": "%s"}},
                "guarantee": "%s\"""".formatted(from, TO, guarantee);
        try (PipelineTurn turn = PipelineTurn.start(gateway, kafka, spec, List.of("source"), PARTITIONS, true)) {
            long begin = System.nanoTime();
            turn.apply(false);
            kafka.awaitCommitted(turn.group("source"), count);
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
