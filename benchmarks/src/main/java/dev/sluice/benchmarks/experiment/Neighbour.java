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
import java.io.IOException;
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

/** P5: first calls of functions while another one makes the pool start twenty instances, beside the same alone. */
public final class Neighbour implements Experiment {

    private static final int ALONE = 1;
    private static final int BURST = 0;
    private static final int INSTANCES = 20;

    /** The first call comes when the burst has just begun, the next ones as fast as the pool can be refilled. */
    private static final Duration FIRST = Duration.ofMillis(100);

    private static final Duration SPACING = Duration.ofMillis(800);
    private static final byte[] NOTHING = new byte[1];

    @Override
    public Set<String> ids() {
        return Set.of("P5");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int calls = bench.of(12, 4);
        int aloneCalls = 2 * calls;
        byte[] code = bench.jars().generated(FunctionJars.Caller.SLUICE, 1, 0);
        int total = 2 * bench.rounds() * (calls + aloneCalls);
        try (NewFunctions functions = NewFunctions.prepare(bench, "neighbour", code, total)) {
            Gateway gateway = functions.gateway();
            Iterator<String> names = functions.names().iterator();
            List<Integer> started = new ArrayList<>();
            deployNeighbour(gateway, SPACING.multipliedBy(calls));
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(),
                    () -> duringBurst(gateway, names, calls, started),
                    () -> coldCalls(gateway, names, aloneCalls));
            return List.of(result(turns, started));
        }
    }

    /** Each of its calls takes as long as a turn, so that it needs an instance for each. */
    private static void deployNeighbour(Gateway gateway, Duration turn) throws IOException {
        gateway.deploy(
                "burst",
                FunctionJars.of(Waiting.class),
                Map.of(
                        "concurrency", "1",
                        "maxInstances", String.valueOf(INSTANCES),
                        "timeout", "60s",
                        "queueTimeout", "60s",
                        "keepAlive", "1s",
                        "env.WAIT_MILLIS", String.valueOf(turn.toMillis())));
    }

    private static Samples duringBurst(Gateway gateway, Iterator<String> names, int calls, List<Integer> started)
            throws Exception {
        gateway.awaitIdle();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            LoadMaker load = new LoadMaker(gateway.port(), "/function/burst", NOTHING);
            Future<Load> burst = thread.submit(() -> load.atOnce(INSTANCES));
            Samples cold = timed(gateway, names, calls);
            started.add(gateway.instances("burst").size());
            Load done = burst.get();
            if (done.acceptedMillis().size() < INSTANCES) {
                throw new IllegalStateException("the burst itself failed: " + done.statuses());
            }
            return cold;
        }
    }

    private static Samples coldCalls(Gateway gateway, Iterator<String> names, int calls) throws Exception {
        gateway.awaitIdle();
        return timed(gateway, names, calls);
    }

    /** Open loop: calls at fixed times; one that starts late is timed from when it was due. */
    private static Samples timed(Gateway gateway, Iterator<String> names, int calls) throws Exception {
        List<Double> millis = new ArrayList<>();
        long due = System.nanoTime() + FIRST.toNanos();
        for (int i = 0; i < calls; i++) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            double late = (System.nanoTime() - due) / 1e6;
            millis.add(late + gateway.callMillis(names.next(), NOTHING));
            due += SPACING.toNanos();
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
                        figure("instances of the neighbour at the last of these calls", "%s", started)));
    }
}
