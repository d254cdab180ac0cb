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
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** P15: interactive calls beside backlogs without end of the same function and of another one, and what is left for these. */
public final class Priorities implements Experiment {

    private static final int ALONE = 0;
    private static final int BESIDE = 1;
    private static final int BACKLOGS = 2;
    private static final int SERVICE_MILLIS = 50;
    private static final int INSTANCES = 2;
    private static final int CONCURRENCY = 10;

    /** Twice as many as there are slots: some always wait. */
    private static final int BACKLOG = 2 * INSTANCES * CONCURRENCY;

    private static final double PER_SECOND = 10;
    private static final int CALLERS = 10;
    private static final Duration HEAD_START = Duration.ofMillis(500);
    private static final byte[] INPUT = new byte[16];
    private static final Load NOTHING = new Load(Map.of(), List.of(), 1);

    /** What was done in one turn; {@code background} of both functions. */
    private record Mix(Load interactive, List<Load> background) {

        private double backgroundPerSecond() {
            return background.stream().mapToDouble(Load::goodput).sum();
        }
    }

    @Override
    public Set<String> ids() {
        return Set.of("P15");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (Gateway gateway = bench.gateway("priorities");
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<LoadMaker> backlogs = List.of(deployed(gateway, "same"), deployed(gateway, "other"));
            LoadMaker callers = new LoadMaker(gateway.port(), "/function/same", INPUT);
            Duration turn = bench.seconds(10, 4);
            bench.say("warming up");
            mix(threads, callers, backlogs, bench.seconds(10, 4));
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Mix> turns = Turns.take(
                    bench.rounds(),
                    () -> new Mix(callers.open(CALLERS, PER_SECOND, turn), List.of()),
                    () -> mix(threads, callers, backlogs, turn),
                    () -> new Mix(NOTHING, finished(worked(threads, backlogs, turn))));
            return results(turns);
        }
    }

    private static LoadMaker deployed(Gateway gateway, String name) throws IOException {
        gateway.deploy(
                name,
                FunctionJars.of(Waiting.class),
                Map.of(
                        "concurrency", String.valueOf(CONCURRENCY),
                        "minInstances", String.valueOf(INSTANCES),
                        "maxInstances", String.valueOf(INSTANCES),
                        "env.WAIT_MILLIS", String.valueOf(SERVICE_MILLIS)));
        return new LoadMaker(gateway.port(), "/function/" + name, INPUT).inBackground();
    }

    /** The backlogs are there before the first caller, and after the last. */
    private static Mix mix(ExecutorService threads, LoadMaker callers, List<LoadMaker> backlogs, Duration turn)
            throws Exception {
        List<Future<Load>> background = worked(threads, backlogs, turn.plus(HEAD_START.multipliedBy(2)));
        Thread.sleep(HEAD_START);
        Load interactive = callers.open(CALLERS, PER_SECOND, turn);
        return new Mix(interactive, finished(background));
    }

    private static List<Future<Load>> worked(ExecutorService threads, List<LoadMaker> backlogs, Duration length) {
        return backlogs.stream()
                .map(backlog -> threads.submit(() -> backlog.closed(BACKLOG, length)))
                .toList();
    }

    private static List<Load> finished(List<Future<Load>> loads) throws Exception {
        List<Load> done = new ArrayList<>();
        for (Future<Load> load : loads) {
            done.add(load.get());
        }
        return done;
    }

    private static List<Result> results(Turns<Mix> turns) {
        for (int side : List.of(ALONE, BESIDE, BACKLOGS)) {
            turns.side(side).forEach(Priorities::requireAnswers);
        }
        Samples alone = interactive(turns.side(ALONE));
        Samples beside = interactive(turns.side(BESIDE));
        return List.of(
                new Result(
                        "P15",
                        "p99 of 10 calls a second beside backlogs of the same and of another function, to the same alone",
                        beside.ratioOfPercentiles(alone, 99),
                        new Goal.AtMost(1.5, 1.2),
                        OptionalDouble.of(turns.selfCheck(
                                ALONE, mixes -> interactive(mixes).median())),
                        List.of(
                                ColdStart.distribution("alone, " + alone.size() + " calls", alone),
                                ColdStart.distribution("beside backlogs, " + beside.size() + " calls", beside))),
                new Result(
                        "P15",
                        "background calls a second beside 10 others, to the same alone",
                        turns.ratio(BESIDE, BACKLOGS, Priorities::backgroundPerSecond),
                        new Goal.AtLeast(0.7, 0.95),
                        OptionalDouble.of(turns.selfCheck(BACKLOGS, Priorities::backgroundPerSecond)),
                        List.of(
                                figure("beside others", "%.0f a second", backgroundPerSecond(turns.side(BESIDE))),
                                figure("alone", "%.0f a second", backgroundPerSecond(turns.side(BACKLOGS))),
                                figure(
                                        "slots of each function",
                                        "%d, and %d connections that keep its backlog",
                                        INSTANCES * CONCURRENCY,
                                        BACKLOG))));
    }

    private static void requireAnswers(Mix mix) {
        List<Load> all = new ArrayList<>(mix.background());
        all.add(mix.interactive());
        for (Load load : all) {
            if (!Set.of(200).containsAll(load.statuses().keySet())) {
                throw new IllegalStateException("only 200 may be answered, but there were " + load.statuses());
            }
        }
    }

    private static Samples interactive(List<Mix> mixes) {
        return Samples.joined(
                mixes.stream().map(mix -> mix.interactive().accepted()).toList());
    }

    private static double backgroundPerSecond(List<Mix> mixes) {
        return mixes.stream().mapToDouble(Mix::backgroundPerSecond).average().orElseThrow();
    }
}
