package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
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
        return List.of(result(bench, 1), result(bench, 4));
    }

    /** Instances outlive the herd, so that those there at its end are all that were started. */
    private static Result result(Bench bench, int needed) throws Exception {
        Map<String, String> fields =
                Map.of("concurrency", String.valueOf(CALLS / needed), "keepAlive", "1m", "env.WAIT_MILLIS", "200");
        byte[] code = FunctionJars.of(Waiting.class);
        List<Double> started = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        try (NewFunctions functions = NewFunctions.prepare(bench, "herd-" + needed, code, bench.of(10, 3), fields)) {
            for (String name : functions.names()) {
                functions.gateway().awaitWarm();
                LoadMaker herd = new LoadMaker(functions.gateway().port(), "/function/" + name, new byte[1]);
                Load done = herd.atOnce(CALLS);
                if (done.acceptedMillis().size() < CALLS) {
                    throw new IllegalStateException(
                            "not all of " + CALLS + " calls were answered with 200: " + done.statuses());
                }
                started.add((double) functions.gateway().instances(name).size() / needed);
                millis.addAll(done.acceptedMillis());
                functions.gateway().remove(name);
            }
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
