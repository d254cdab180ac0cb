package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import com.google.gson.JsonElement;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.JavaProcess;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** B2, B3: joins to merges in their place, and what a join of a million members takes. */
public final class PipelineJoins implements Experiment {

    private static final int JOIN = 0;
    private static final int MERGE = 1;
    private static final int PARTITIONS = 4;
    private static final int ROUNDS = 2;

    /** Items of one request. */
    private static final int SENT = 50_000;

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public Set<String> ids() {
        return Set.of("B2", "B3");
    }

    @Override
    public Page page() {
        return Page.PIPELINES;
    }

    /** So many batches of so many items. */
    private record Load(int batches, int members) {

        int items() {
            return batches * members;
        }
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        List<Result> results = new ArrayList<>();
        List<Load> loads = List.of(
                new Load(bench.of(100, 20), 1_000), new Load(bench.of(300, 50), 10), new Load(bench.of(300, 50), 1));
        try (Gateway gateway = bench.gateway("pipeline-joins");
                Kafka kafka = gateway.kafka()) {
            bench.say("warming up");
            Load first = loads.getFirst();
            rate(gateway, kafka, "\"join\": {}", first);
            rate(gateway, kafka, "\"merge\": {}", first);
            for (Load load : loads) {
                bench.say("measuring " + ROUNDS + " rounds of " + load.batches() + " batches of " + load.members());
                Turns<Double> turns = Turns.take(
                        ROUNDS,
                        () -> rate(gateway, kafka, "\"join\": {}", load),
                        () -> rate(gateway, kafka, "\"merge\": {}", load));
                results.add(row(turns, load));
            }
        }
        results.add(memory(bench, bench.of(1_000_000, 100_000)));
        return results;
    }

    private static Result row(Turns<Double> turns, Load load) {
        return new Result(
                "B2",
                "items a second through joins of " + load.members() + ", to a merge in their place",
                turns.ratio(JOIN, MERGE, EventCalls::mean),
                new Goal.AtLeast(0.8, 0.8),
                OptionalDouble.of(turns.selfCheck(MERGE, EventCalls::mean)),
                List.of(
                        figure("join", "%,.0f a second", EventCalls.mean(turns.side(JOIN))),
                        figure("merge", "%,.0f a second", EventCalls.mean(turns.side(MERGE))),
                        figure("batches", "%,d of %,d items", load.batches(), load.members())));
    }

    private static String spec(String stage) {
        return """
                "source": {"batch": {}},
                "stages": {"all": {"from": "source", %s}},
                "sinks": {"out": {"from": "all", "topic": "joins-out"}}""".formatted(stage);
    }

    private static byte[] lines(int from, int until) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < until; i++) {
            lines.append("{\"number\":").append(i).append(",\"owner\":\"someone\"}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Items a second, from when the pipeline begins to read what is stored until all batches are over. */
    private static double rate(Gateway gateway, Kafka kafka, String stage, Load load) throws Exception {
        byte[] lines = lines(0, load.members());
        try (PipelineTurn turn = PipelineTurn.start(gateway, kafka, spec(stage), List.of("source"), PARTITIONS, true)) {
            for (int i = 0; i < load.batches(); i++) {
                gateway.store(turn.name(), "b" + i, lines, 0, true);
            }
            long begin = System.nanoTime();
            turn.apply(false);
            awaitOver(gateway, turn.name());
            return load.items() / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static void awaitOver(Gateway gateway, String pipeline) throws Exception {
        await("batches are not over", () -> {
            for (JsonElement batch : gateway.batches(pipeline)) {
                if (!batch.getAsJsonObject().has("endedAt")) {
                    return false;
                }
            }
            return true;
        });
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String otherwise, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise + " within " + PATIENCE.toMinutes() + " min");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private record Memory(double pssMebibytes, double heapMebibytes) {}

    private static Result memory(Bench bench, int many) throws Exception {
        bench.say("a join of " + many + " members");
        Memory few = held(bench, "few-members", 1_000);
        Memory all = held(bench, "many-members", many);
        return new Result(
                "B3",
                "memory of the gateway while a join holds " + many + " members, to one that holds 1,000",
                Quartiles.exactly(all.pssMebibytes() / few.pssMebibytes()),
                new Goal.AtMost(1.5, 1.5),
                OptionalDouble.empty(),
                List.of(
                        figure("1,000", "%.0f MiB, heap %.1f MiB", few.pssMebibytes(), few.heapMebibytes()),
                        figure(
                                String.format("%,d", many),
                                "%.0f MiB, heap %.1f MiB",
                                all.pssMebibytes(),
                                all.heapMebibytes())));
    }

    /** What the gateway takes, after a collection, when all members have come and the join has not opened. */
    private static Memory held(Bench bench, String home, int members) throws Exception {
        try (Gateway gateway = bench.gateway(home);
                Kafka kafka = gateway.kafka();
                PipelineTurn turn = PipelineTurn.start(
                        gateway, kafka, spec("\"join\": {}"), List.of("source"), PARTITIONS, false)) {
            for (int from = 0; from < members; from += SENT) {
                int until = Math.min(members, from + SENT);
                gateway.store(turn.name(), "all", lines(from, until), from, false);
            }
            await(
                    "the join does not hold all members",
                    () -> gateway.status("pipeline", turn.name()).toString().contains("\"held\":" + members));
            double heap = new JavaProcess(bench.java(), gateway.pid()).heapKibibytes() / 1024;
            Memory memory = new Memory(ProcessMemory.pssMebibytes(gateway.pid()), heap);
            gateway.store(turn.name(), "all", new byte[0], members, true);
            awaitOver(gateway, turn.name());
            return memory;
        }
    }
}
