package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** P6: how many instances a hundred simultaneous first calls start, and how many they need. */
public final class Herd implements Experiment {

    private static final int CALLS = 100;

    @Override
    public Set<String> ids() {
        return Set.of("P6");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (Gateway gateway = bench.gateway("herd")) {
            List<Result> results = new ArrayList<>();
            for (int needed : new int[] {1, 4}) {
                results.add(result(bench, gateway, needed));
            }
            return results;
        }
    }

    private static Result result(Bench bench, Gateway gateway, int needed) throws Exception {
        List<Double> started = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < bench.of(10, 3); i++) {
            String name = "herd-" + needed + "-" + i;
            Map<String, String> fields =
                    Map.of("concurrency", String.valueOf(CALLS / needed), "keepAlive", "1s", "env.WAIT_MILLIS", "200");
            gateway.deploy(name, FunctionJars.of(Waiting.class), fields);
            gateway.awaitIdle();
            Load herd = new LoadMaker(gateway.port(), "/function/" + name, new byte[1]).atOnce(CALLS);
            if (herd.acceptedMillis().size() < CALLS) {
                throw new IllegalStateException(
                        "not all of " + CALLS + " calls were answered with 200: " + herd.statuses());
            }
            started.add((double) gateway.instances(name).size() / needed);
            millis.addAll(herd.acceptedMillis());
        }
        return new Result(
                "P6",
                "instances started to needed, 100 first calls at once, " + needed + " needed",
                Samples.of(started).quartiles(),
                new Goal.AtMost(1, 1),
                OptionalDouble.empty(),
                List.of(
                        figure("herds", "%d, no error", started.size()),
                        figure(
                                "most started to needed",
                                "%.2f",
                                Samples.of(started).percentile(100)),
                        ColdStart.distribution("a call of 200 ms", Samples.of(millis))));
    }
}
