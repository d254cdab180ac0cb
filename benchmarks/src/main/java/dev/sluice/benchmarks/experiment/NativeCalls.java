package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.code.WaitingInC;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** P13: how long twenty calls at once take that wait in native code, to the same that wait in Java. */
public final class NativeCalls implements Experiment {

    private static final int CALLS = 20;
    private static final int JAVA = 0;
    private static final int NATIVE = 1;

    /** The last of the twenty, in the mean of both turns. */
    private static final ToDoubleFunction<List<Double>> LAST =
            turns -> turns.stream().mapToDouble(Double::doubleValue).average().orElseThrow();

    @Override
    public Set<String> ids() {
        return Set.of("P13");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Map<String, String> fields = Map.of("maxInstances", "1", "concurrency", "100", "env.WAIT_MILLIS", "500");
        try (Gateway gateway = bench.gateway("native-calls")) {
            gateway.deploy("in-java", FunctionJars.of(Waiting.class), fields);
            gateway.deploy("in-c", FunctionJars.of(WaitingInC.class), fields);
            Turns<Double> turns =
                    Turns.take(bench.of(8, 3), () -> slowest(gateway, "in-java"), () -> slowest(gateway, "in-c"));
            return List.of(new Result(
                    "P13",
                    CALLS + " calls of 0.5 s at once, in native code to in Java",
                    turns.ratio(NATIVE, JAVA, LAST),
                    new Goal.AtMost(1.3, 1.1),
                    OptionalDouble.of(turns.selfCheck(JAVA, LAST)),
                    List.of(
                            ColdStart.distribution("in native code", Samples.of(turns.side(NATIVE))),
                            ColdStart.distribution("in Java", Samples.of(turns.side(JAVA))))));
        }
    }

    private static double slowest(Gateway gateway, String function) throws Exception {
        Load done = new LoadMaker(gateway.port(), "/function/" + function, new byte[1]).atOnce(CALLS);
        if (done.acceptedMillis().size() < CALLS) {
            throw new IllegalStateException("not all calls were answered with 200: " + done.statuses());
        }
        return done.accepted().percentile(100);
    }
}
