package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** P6: how many instances a hundred simultaneous first calls start and need, and how long the last of them waits. */
public final class Herd implements Experiment {

    private static final int CALLS = 100;
    private static final int RUN_MILLIS = 200;
    private static final int NEEDED = 4;

    /** More than are needed, so that nobody waits for a runner. */
    private static final Map<String, String> PLENTY = Map.of("SLUICE_POOL_WARM", "8");

    private static final Map<String, String> NONE = Map.of("SLUICE_POOL_WARM", "0");
    private static final Map<String, String> AS_IT_COMES = Map.of();

    @Override
    public Set<String> ids() {
        return Set.of("P6");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        return List.of(
                started(bench, 1, AS_IT_COMES), started(bench, NEEDED, PLENTY), lastOfPlenty(bench), lastOfTwo(bench));
    }

    /** Instances outlive the herd, so that those there at its end are all that were started. */
    private static Result started(Bench bench, int needed, Map<String, String> settings) throws Exception {
        List<Double> started = new ArrayList<>();
        List<Samples> calls = new ArrayList<>();
        try (Herds herds = Herds.prepare(bench, "herd-" + needed, bench.of(10, 3), needed, settings, Map.of())) {
            while (herds.names().hasNext()) {
                String name = herds.names().next();
                calls.add(herds.call(name));
                started.add((double) herds.functions().gateway().instances(name).size() / needed);
                herds.functions().gateway().remove(name);
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
                        ColdStart.distribution("a call of " + RUN_MILLIS + " ms", Samples.joined(calls))));
    }

    private static Result lastOfPlenty(Bench bench) throws Exception {
        int count = 4 * bench.rounds();
        try (Herds herds = Herds.prepare(bench, "herd-plenty", count, NEEDED, PLENTY, Map.of())) {
            Turns<Double> turns = Turns.take(bench.rounds(), herds::last, herds::alone);
            return new Result(
                    "P6",
                    "last of 100 first calls at once, 4 instances needed, 8 runners warm, to its run time and one cold start",
                    turns.ratio(0, 1, Herd::median),
                    new Goal.AtMost(1.5, 1.2),
                    OptionalDouble.of(turns.selfCheck(1, Herd::median)),
                    List.of(last("of 100", turns.side(0)), last("a first call alone", turns.side(1))));
        }
    }

    private static Result lastOfTwo(Bench bench) throws Exception {
        int count = 2 * bench.rounds();
        Map<String, String> atMostTwo = Map.of("maxInstances", "2");
        try (Herds both = Herds.prepare(bench, "herd-as-it-comes", count, NEEDED, AS_IT_COMES, Map.of());
                Herds waiting = Herds.prepare(bench, "herd-waiting", count, NEEDED, AS_IT_COMES, atMostTwo);
                Herds starting = Herds.prepare(bench, "herd-starting", count, NEEDED, NONE, Map.of())) {
            Turns<Double> turns = Turns.take(bench.rounds(), both::last, waiting::last, starting::last);
            Quartiles toWaiting = turns.ratio(0, 1, Herd::median);
            Quartiles toStarting = turns.ratio(0, 2, Herd::median);
            return new Result(
                    "P6",
                    "last of 100 first calls at once, 4 instances needed, 2 runners warm, to the better of waiting and starting",
                    toWaiting.median() > toStarting.median() ? toWaiting : toStarting,
                    new Goal.AtMost(1.05, 1),
                    OptionalDouble.of(turns.selfCheck(0, Herd::median)),
                    List.of(
                            last("as it comes", turns.side(0)),
                            last("waiting: at most the two instances of the warm runners", turns.side(1)),
                            last("starting: no runner warm", turns.side(2))));
        }
    }

    private static double median(List<Double> turns) {
        return Samples.of(turns).median();
    }

    private static Result.Figure last(String what, List<Double> millis) {
        return figure(what, "%.0f ms", median(millis));
    }

    /** Functions that herds come to, one herd each. */
    private record Herds(NewFunctions functions, Iterator<String> names) implements AutoCloseable {

        static Herds prepare(
                Bench bench, String home, int count, int needed, Map<String, String> settings, Map<String, String> more)
                throws Exception {
            Map<String, String> fields = new HashMap<>(more);
            fields.put("concurrency", String.valueOf(CALLS / needed));
            fields.put("keepAlive", "1m");
            fields.put("env.WAIT_MILLIS", String.valueOf(RUN_MILLIS));
            NewFunctions functions =
                    NewFunctions.prepare(bench, home, FunctionJars.of(Waiting.class), count, settings, fields);
            return new Herds(functions, functions.names().iterator());
        }

        /** Milliseconds of each of the hundred. */
        Samples call(String name) throws Exception {
            functions.gateway().awaitWarm();
            Load done = new LoadMaker(functions.gateway().port(), "/function/" + name, new byte[1]).atOnce(CALLS);
            if (done.acceptedMillis().size() < CALLS) {
                throw new IllegalStateException(
                        "not all of " + CALLS + " calls were answered with 200: " + done.statuses());
            }
            return Samples.of(done.acceptedMillis());
        }

        /** Milliseconds until the last of the hundred was answered. */
        double last() throws Exception {
            String name = names.next();
            double last = call(name).percentile(100);
            functions.gateway().remove(name);
            return last;
        }

        /** Milliseconds of a first call that comes alone. */
        double alone() throws Exception {
            String name = names.next();
            functions.gateway().awaitWarm();
            double millis = functions.gateway().callMillis(name, new byte[1]);
            functions.gateway().remove(name);
            return millis;
        }

        @Override
        public void close() {
            functions.close();
        }
    }
}
