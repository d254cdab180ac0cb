package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.LeafServer;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** W4: the p99 of an answer of a hundred leaves, one of whose replicas is slow, with hedging to without. */
public final class ScatterHedge implements Experiment {

    private static final int HEDGED = 0;
    private static final int PLAIN = 1;
    private static final int PER_SECOND = 12;
    private static final int CONNECTIONS = 12;
    private static final int READ_MILLIS = 10_000;
    private static final String SCATTER = "{scatter: {shards: 100, merge: sum, deadline: 5s}}";
    private static final String HEDGE = "{hedge: {after: p99, budget: 0.02}}";

    @Override
    public Set<String> ids() {
        return Set.of("W4");
    }

    @Override
    public Page page() {
        return Page.PATTERNS;
    }

    /** How many calls the leaves got, and how many of them were second ones. */
    private record Counts(long calls, long seconds) {

        static Counts of(DirectServer leaves) throws IOException {
            try (Connection connection = new Connection(leaves.port(), READ_MILLIS)) {
                String[] words =
                        connection.get("/counts").orThrow("/counts").text().split(" ");
                return new Counts(Long.parseLong(words[0]), Long.parseLong(words[1]));
            }
        }
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (DirectServer leaves = DirectServer.start(bench.java(), bench.work(), LeafServer.class);
                Gateway gateway = bench.gateway("scatter")) {
            deploy(gateway, "plain", leaves.port(), SCATTER);
            deploy(gateway, "hedged", leaves.port(), SCATTER + ", " + HEDGE);
            bench.say("warming up");
            warm(gateway, "plain", bench.seconds(10, 4));
            warm(gateway, "hedged", bench.seconds(10, 4));
            int rounds = bench.of(3, 1);
            bench.say("measuring " + rounds + " rounds");
            List<Counts> extra = new ArrayList<>();
            Turns<Load> turns = Turns.take(
                    rounds,
                    () -> {
                        Counts before = Counts.of(leaves);
                        Load load = load(gateway, "hedged", bench.seconds(10, 4));
                        Counts after = Counts.of(leaves);
                        extra.add(new Counts(after.calls() - before.calls(), after.seconds() - before.seconds()));
                        return load;
                    },
                    () -> load(gateway, "plain", bench.seconds(10, 4)));
            return rows(turns, extra);
        }
    }

    private static List<Result> rows(Turns<Load> turns, List<Counts> extra) {
        Samples hedged = accepted(turns.side(HEDGED));
        Samples plain = accepted(turns.side(PLAIN));
        List<Double> shares = extra.stream()
                .map(counts -> (double) counts.seconds() / (counts.calls() - counts.seconds()))
                .toList();
        return List.of(
                new Result(
                        "W4",
                        "p99 of an answer of 100 leaves, one replica of one leaf ten times slower, with hedging to without",
                        turns.ratio(HEDGED, PLAIN, loads -> accepted(loads).percentile(99)),
                        new Goal.AtMost(0.35, 0.25),
                        OptionalDouble.of(
                                turns.selfCheck(PLAIN, loads -> accepted(loads).percentile(99))),
                        List.of(
                                ColdStart.distribution("hedged", hedged),
                                ColdStart.distribution("not hedged", plain),
                                figure("answers", "%,d hedged", hedged.size()),
                                figure("answers a second", "%d, open loop", PER_SECOND))),
                new Result(
                        "W4",
                        "calls that hedging makes more, to those that are needed",
                        Samples.of(shares).quartiles(),
                        new Goal.AtMost(0.05, 0.02),
                        OptionalDouble.empty(),
                        List.of()));
    }

    private static Samples accepted(List<Load> loads) {
        return Samples.of(
                loads.stream().flatMap(load -> load.acceptedMillis().stream()).toList());
    }

    private static void deploy(Gateway gateway, String name, int port, String decorators) throws IOException {
        gateway.deploy(name, "upstream: http://127.0.0.1:" + port + "\ndecorators: [" + decorators + "]\n");
    }

    private static void warm(Gateway gateway, String name, Duration length) throws Exception {
        checked(name, LoadMaker.getting(gateway.port(), "/function/" + name).closed(2, length));
    }

    private static Load load(Gateway gateway, String name, Duration length) throws Exception {
        return checked(
                name, LoadMaker.getting(gateway.port(), "/function/" + name).open(CONNECTIONS, PER_SECOND, length));
    }

    private static Load checked(String name, Load load) {
        if (load.statuses().keySet().stream().anyMatch(status -> status != 200)) {
            throw new IllegalStateException("not all of " + name + " was answered with 200: " + load.statuses());
        }
        return load;
    }
}
