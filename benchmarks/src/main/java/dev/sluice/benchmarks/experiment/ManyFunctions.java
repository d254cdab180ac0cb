package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.JavaProcess;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** P12: a warm call of one function among a hundred thousand, beside one among a hundred; and what an idle one takes. */
public final class ManyFunctions implements Experiment {

    private static final int MANY = 0;
    private static final int FEW = 1;
    private static final int FEW_FUNCTIONS = 100;
    private static final byte[] INPUT = new byte[128];

    /** A connection stays on one event loop, which may or may not be that of the runner: each turn has its share of both. */
    private static final int CONNECTIONS = 16;

    @Override
    public Set<String> ids() {
        return Set.of("P12");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int manyFunctions = bench.of(100_000, 20_000);
        byte[] code = FunctionJars.of(Kilobyte.class);
        try (NewFunctions few = NewFunctions.prepare(bench, "few", code, FEW_FUNCTIONS);
                NewFunctions many = NewFunctions.prepare(bench, "many", code, manyFunctions)) {
            double perFunction = (heap(bench, many) - heap(bench, few)) / (manyFunctions - FEW_FUNCTIONS);
            int calls = bench.of(24_000, 4_000);
            bench.say("warming up");
            calls(many, bench.of(100_000, 10_000));
            calls(few, bench.of(100_000, 10_000));
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(bench.rounds(), () -> calls(many, calls), () -> calls(few, calls));
            return List.of(
                    callResult(turns, manyFunctions, many.gateway(), few.gateway()),
                    lookupResult(bench, manyFunctions),
                    heapResult(perFunction, manyFunctions));
        }
    }

    private static double heap(Bench bench, NewFunctions functions) throws IOException, InterruptedException {
        return new JavaProcess(bench.java(), functions.gateway().pid()).heapKibibytes();
    }

    private static Result callResult(Turns<Samples> turns, int manyFunctions, Gateway many, Gateway few) {
        return new Result(
                "P12",
                "warm call p50, " + manyFunctions + " functions to " + FEW_FUNCTIONS,
                turns.ratio(MANY, FEW, ManyFunctions::median),
                new Goal.AtMost(1.1, 1.0),
                OptionalDouble.of(turns.selfCheck(FEW, ManyFunctions::median)),
                List.of(
                        ColdStart.distribution(manyFunctions + " functions", Samples.joined(turns.side(MANY))),
                        ColdStart.distribution(FEW_FUNCTIONS + " functions", Samples.joined(turns.side(FEW))),
                        figure(
                                "p99 to p99",
                                "%.2f",
                                turns.ratio(MANY, FEW, ManyFunctions::p99).median()),
                        figure(
                                "start of the gateway with " + manyFunctions + " functions",
                                "%.0f ms",
                                many.readyMillis()),
                        figure(
                                "start of the gateway with " + FEW_FUNCTIONS + " functions",
                                "%.0f ms",
                                few.readyMillis())));
    }

    private static Result lookupResult(Bench bench, int manyFunctions) throws Exception {
        RouteLookup many = new RouteLookup(manyFunctions);
        RouteLookup few = new RouteLookup(FEW_FUNCTIONS);
        Turns.take(3, many::hot, few::hot, many::even, few::even);
        Turns<Samples> turns = Turns.take(3 * bench.rounds(), many::hot, few::hot, many::even, few::even);
        return new Result(
                "P12",
                "route look-up p99 of a busy function, " + manyFunctions + " functions to " + FEW_FUNCTIONS,
                turns.ratio(MANY, FEW, ManyFunctions::p99),
                new Goal.AtMost(1.1, 1.0),
                OptionalDouble.of(turns.selfCheck(FEW, ManyFunctions::median)),
                List.of(
                        lookup("a busy function among " + manyFunctions, turns.side(MANY)),
                        lookup("a busy function among " + FEW_FUNCTIONS, turns.side(FEW)),
                        lookup("all of " + manyFunctions + " called evenly", turns.side(2)),
                        lookup("all of " + FEW_FUNCTIONS + " called evenly", turns.side(3))));
    }

    private static Result.Figure lookup(String what, List<Samples> turns) {
        return figure(what, "p50 %.0f ns, p99 %.0f ns", median(turns), p99(turns));
    }

    private static Result heapResult(double kibibytes, int manyFunctions) {
        return new Result(
                "P12",
                "heap of the gateway per idle function, KiB",
                Quartiles.exactly(kibibytes),
                new Goal.AtMost(2, 1),
                OptionalDouble.empty(),
                List.of(figure("of " + manyFunctions + " functions with the same spec", "%.2f KiB each", kibibytes)));
    }

    private static double median(List<Samples> turns) {
        return Samples.joined(turns).median();
    }

    private static double p99(List<Samples> turns) {
        return Samples.joined(turns).percentile(99);
    }

    private static Samples calls(NewFunctions functions, int calls) throws IOException {
        String path = "/function/" + functions.names().get(functions.names().size() / 2);
        List<Double> millis = new ArrayList<>(calls);
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(new Connection(functions.gateway().port(), 60_000));
            }
            for (int i = 0; i < calls; i++) {
                long begin = System.nanoTime();
                connections.get(i % CONNECTIONS).post(path, INPUT).orThrow(path);
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        } finally {
            connections.forEach(Connection::close);
        }
        return Samples.of(millis);
    }
}
