package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** P7: what is left of a function's best goodput when twice as much is asked of it as it can do. */
public final class Overload implements Experiment {

    private static final int PEAK = 1;
    private static final int TWICE = 0;
    private static final int CONNECTIONS = 512;
    private static final int INSTANCES = 2;
    private static final int CONCURRENCY = 10;
    private static final int QUEUE = 10;
    private static final int SERVICE_MILLIS = 50;
    private static final double TWICE_CAPACITY = 2 * INSTANCES * CONCURRENCY * 1000.0 / SERVICE_MILLIS;

    @Override
    public Set<String> ids() {
        return Set.of("P7");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (Gateway gateway = bench.gateway("overload")) {
            gateway.deploy(
                    "busy",
                    FunctionJars.of(Waiting.class),
                    Map.of(
                            "concurrency", String.valueOf(CONCURRENCY),
                            "minInstances", String.valueOf(INSTANCES),
                            "maxInstances", String.valueOf(INSTANCES),
                            "maxQueue", String.valueOf(QUEUE),
                            "queueTimeout", "1s",
                            "env.WAIT_MILLIS", String.valueOf(SERVICE_MILLIS)));
            LoadMaker load = new LoadMaker(gateway.port(), "/function/busy", new byte[16]);
            int full = INSTANCES * CONCURRENCY;
            bench.say("warming up");
            load.closed(full, bench.seconds(8, 4));
            load.open(CONNECTIONS, TWICE_CAPACITY, bench.seconds(5, 2));
            Load unloaded = load.closed(2, bench.seconds(8, 3));
            Duration turn = bench.seconds(5, 3);
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Load> turns = Turns.take(
                    bench.rounds(), () -> load.open(CONNECTIONS, TWICE_CAPACITY, turn), () -> load.closed(full, turn));
            return results(turns, unloaded);
        }
    }

    private static List<Result> results(Turns<Load> turns, Load unloaded) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        turns.side(TWICE)
                .forEach(load ->
                        load.statuses().forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
        if (!Set.of(200, 429).containsAll(statuses.keySet())) {
            throw new IllegalStateException("only 200 and 429 may be answered, but there were " + statuses);
        }
        Samples accepted = accepted(turns.side(TWICE));
        Goal threeTimes = new Goal.AtMost(3, 2);
        return List.of(
                new Result(
                        "P7",
                        "goodput at twice the capacity to peak goodput",
                        turns.ratio(TWICE, PEAK, Overload::goodput),
                        new Goal.AtLeast(0.9, 0.97),
                        OptionalDouble.of(turns.selfCheck(PEAK, Overload::goodput)),
                        List.of(
                                figure("asked for", "%.0f a second over %d connections", TWICE_CAPACITY, CONNECTIONS),
                                figure("goodput then", "%.0f a second", goodput(turns.side(TWICE))),
                                figure("peak goodput", "%.0f a second", goodput(turns.side(PEAK))),
                                figure("statuses", "%s", statuses))),
                new Result(
                        "P7",
                        "p99 of accepted calls at twice the capacity to unloaded",
                        accepted.ratioOfPercentiles(unloaded.accepted(), 99),
                        threeTimes,
                        OptionalDouble.of(
                                turns.selfCheck(TWICE, loads -> accepted(loads).median())),
                        List.of(
                                ColdStart.distribution("accepted at twice the capacity", accepted),
                                ColdStart.distribution("unloaded", unloaded.accepted()))));
    }

    private static double goodput(List<Load> loads) {
        return loads.stream().mapToDouble(Load::goodput).average().orElseThrow();
    }

    private static Samples accepted(List<Load> loads) {
        List<Double> all = new ArrayList<>();
        loads.forEach(load -> all.addAll(load.acceptedMillis()));
        return Samples.of(all);
    }
}
