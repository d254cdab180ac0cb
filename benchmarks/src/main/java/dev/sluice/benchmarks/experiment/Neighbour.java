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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** P5: cold calls of one function while another makes the pool start twenty instances. */
public final class Neighbour implements Experiment {

    private static final int ALONE = 1;
    private static final int BURST = 0;
    private static final int INSTANCES = 20;
    private static final Duration SPACING = Duration.ofMillis(500);
    private static final byte[] NOTHING = new byte[1];

    @Override
    public Set<String> ids() {
        return Set.of("P5");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int calls = bench.of(8, 4);
        byte[] code = bench.jars().generated(FunctionJars.Caller.SLUICE, 1, 0);
        int total = 4 * bench.rounds() * calls;
        try (NewFunctions functions = NewFunctions.prepare(bench, "neighbour", code, total)) {
            Gateway gateway = functions.gateway();
            Iterator<String> names = functions.names().iterator();
            List<Integer> started = new ArrayList<>();
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(bench.rounds(), () -> duringBurst(gateway, names, calls, started), () -> {
                gateway.awaitIdle();
                return coldCalls(gateway, names, calls);
            });
            return List.of(result(turns, started));
        }
    }

    private static Samples duringBurst(Gateway gateway, Iterator<String> names, int calls, List<Integer> started)
            throws Exception {
        gateway.deploy(
                "burst",
                FunctionJars.of(Waiting.class),
                Map.of(
                        "concurrency", "1",
                        "maxInstances", String.valueOf(INSTANCES),
                        "queueTimeout", "60s",
                        "keepAlive", "1s",
                        "env.WAIT_MILLIS", "6000"));
        gateway.awaitIdle();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            LoadMaker load = new LoadMaker(gateway.port(), "/function/burst", NOTHING);
            Future<Load> burst = thread.submit(() -> load.atOnce(INSTANCES));
            Samples cold = coldCalls(gateway, names, calls);
            Load done = burst.get();
            if (done.acceptedMillis().size() < INSTANCES) {
                throw new IllegalStateException("the burst itself failed: " + done.statuses());
            }
            started.add(gateway.instances("burst").size());
            return cold;
        } finally {
            gateway.remove("burst");
        }
    }

    private static Samples coldCalls(Gateway gateway, Iterator<String> names, int calls) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            LockSupport.parkNanos(SPACING.toNanos());
            millis.add(gateway.callMillis(names.next(), NOTHING));
        }
        return Samples.of(millis);
    }

    private static Result result(Turns<Samples> turns, List<Integer> started) {
        Samples alone = Samples.joined(turns.side(ALONE));
        Samples burst = Samples.joined(turns.side(BURST));
        return new Result(
                "P5",
                "cold start p95, during a neighbour's burst to alone",
                burst.ratioOfPercentiles(alone, 95),
                new Goal.AtMost(1.5, 1.1),
                OptionalDouble.of(
                        turns.selfCheck(ALONE, sides -> Samples.joined(sides).median())),
                List.of(
                        ColdStart.distribution("alone, " + alone.size() + " calls", alone),
                        ColdStart.distribution("during the burst, " + burst.size() + " calls", burst),
                        figure("instances of the neighbour when its burst was over", "%s", started)));
    }
}
