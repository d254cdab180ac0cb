package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.peer.Workerd;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * P3 and P4: the first call of functions that were never called before, beside the start of a JVM process, and of a
 * workerd process, for each call.
 */
public final class ColdStart implements Experiment {

    private static final int SLUICE = 0;
    private static final int INVOKER = 1;
    private static final int WORKERD = 2;
    private static final byte[] INPUT = "cold".getBytes(StandardCharsets.UTF_8);

    @Override
    public Set<String> ids() {
        return Set.of("P3", "P4");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        FunctionJars jars = bench.jars();
        List<Result> results = new ArrayList<>();
        for (int classes : new int[] {1, 300}) {
            Path invoked = Files.write(
                    bench.work().resolve("invoked-" + classes + ".jar"),
                    jars.generated(FunctionJars.Caller.FUNCTION_INVOKER, classes, 0));
            int calls = 2 * bench.rounds() * callsInATurn(bench);
            int unspaced = bench.of(40, 8);
            byte[] code = jars.generated(FunctionJars.Caller.SLUICE, classes, 0);
            try (NewFunctions functions = NewFunctions.prepare(bench, "cold-" + classes, code, calls + unspaced)) {
                results.addAll(measure(bench, classes, invoked, functions, unspaced));
            }
        }
        return results;
    }

    private static int callsInATurn(Bench bench) {
        return bench.of(20, 5);
    }

    private static List<Result> measure(Bench bench, int classes, Path invoked, NewFunctions functions, int unspaced)
            throws Exception {
        Gateway gateway = functions.gateway();
        Iterator<String> names = functions.names().iterator();
        int starts = bench.of(6, 2);
        bench.say("classes in a function: " + classes + ", measuring " + bench.rounds() + " rounds");
        Turns.Turn<Samples> sluice = () -> pooled(gateway, names, callsInATurn(bench));
        Turns.Turn<Samples> invoker = () -> invoker(bench, invoked, starts);
        Turns.Turn<Samples> workerd = () -> workerd(bench, classes == 1 ? starts : 1);
        Turns<Samples> turns = Turns.take(bench.rounds(), sluice, invoker, workerd);
        gateway.awaitWarm();
        Samples crowded = unspaced(gateway, names, unspaced);

        Samples ours = Samples.joined(turns.side(SLUICE));
        Samples plain = Samples.joined(turns.side(INVOKER));
        double self = turns.selfCheck(SLUICE, ColdStart::median);
        List<Result.Figure> figures = List.of(
                distribution("Sluice, " + ours.size() + " first calls", ours),
                distribution("java-function-invoker, " + plain.size() + " starts", plain),
                distribution("Sluice, " + crowded.size() + " first calls without a pause", crowded),
                figure("java-function-invoker against itself", "%.2f", turns.selfCheck(INVOKER, ColdStart::median)));
        String shape = "cold start, function of " + classes + (classes == 1 ? " class, " : " classes, ");
        Goal goal = new Goal.AtMost(1 / 40.0, 1 / 100.0);
        List<Result> results = new ArrayList<>();
        results.add(new Result(
                "P3",
                shape + "p50, pooled to plain JVM",
                turns.ratio(SLUICE, INVOKER, ColdStart::median),
                goal,
                OptionalDouble.of(self),
                figures));
        results.add(new Result(
                "P3",
                shape + "p99, pooled to plain JVM",
                ours.ratioOfPercentiles(plain, 99),
                goal,
                OptionalDouble.of(self),
                List.of()));
        if (classes == 1) {
            Samples worker = Samples.joined(turns.side(WORKERD));
            Goal half = new Goal.AtMost(1 / 2.0, 1 / 5.0);
            results.add(new Result(
                    "P4",
                    "cold start p50, pooled to workerd process",
                    turns.ratio(SLUICE, WORKERD, ColdStart::median),
                    half,
                    OptionalDouble.of(self),
                    List.of(distribution("workerd, " + worker.size() + " starts", worker))));
            results.add(new Result(
                    "P4",
                    "cold start p95, pooled to workerd process",
                    ours.ratioOfPercentiles(worker, 95),
                    half,
                    OptionalDouble.of(self),
                    List.of()));
        }
        return results;
    }

    static double median(List<Samples> turns) {
        return Samples.joined(turns).median();
    }

    static Result.Figure distribution(String what, Samples samples) {
        return figure(
                what,
                samples.median() < 1
                        ? "p50 %.3f ms, p95 %.3f ms, p99 %.3f ms, worst %.1f ms"
                        : "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.1f ms",
                samples.median(),
                samples.percentile(95),
                samples.percentile(99),
                samples.percentile(100));
    }

    static Samples pooled(Gateway gateway, Iterator<String> names, int calls) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            gateway.awaitWarm();
            millis.add(gateway.callMillis(names.next(), INPUT));
        }
        return Samples.of(millis);
    }

    private static Samples unspaced(Gateway gateway, Iterator<String> names, int calls) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            millis.add(gateway.callMillis(names.next(), INPUT));
        }
        return Samples.of(millis);
    }

    private static Samples invoker(Bench bench, Path jar, int starts) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            try (PlainServer invoker = PlainServer.functionInvoker(bench.java(), bench.peers(), jar, bench.work())) {
                millis.add(invoker.firstAnswerMillis());
            }
        }
        return Samples.of(millis);
    }

    private static Samples workerd(Bench bench, int starts) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            millis.add(Workerd.firstAnswerMillis(bench.peers(), bench.work()));
        }
        return Samples.of(millis);
    }
}
