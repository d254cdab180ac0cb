package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import dev.sluice.benchmarks.traffic.Played;
import dev.sluice.benchmarks.traffic.ServerlessTraffic;
import dev.sluice.core.function.KeepAlivePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** W5: cold starts of an adaptive keep-alive to those of a fixed one that needs as much memory, in virtual time. */
public final class AdaptiveKeepAlive implements Experiment {

    private static final Duration FIXED = Duration.ofMinutes(10);

    /** What a cold start is worth, so that one needs less memory than the fixed time does, and a later one more. */
    private static final List<Integer> DECLARED = List.of(2, 5, 10, 15, 20, 30, 45, 60, 90, 120);

    private static final int FUNCTIONS = 300;
    private static final int DAYS = 14;

    @Override
    public Set<String> ids() {
        return Set.of("W5");
    }

    @Override
    public Page page() {
        return Page.PATTERNS;
    }

    @Override
    public List<Result> run(Bench bench) {
        return List.of(
                compare(
                        bench,
                        "calls in the published shape of serverless traffic",
                        ServerlessTraffic::function,
                        new Goal.AtMost(0.6, 0.5)),
                compare(bench, "calls without memory", ServerlessTraffic::memoryless, new Goal.AtMost(1.0, 1.0)));
    }

    private static Result compare(
            Bench bench, String what, Function<ServerlessTraffic, double[]> function, Goal.AtMost goal) {
        List<Double> atEqualMemory = new ArrayList<>();
        List<Point> curve = List.of();
        Played fixed = new Played(0, 0, Duration.ZERO);
        int traces = bench.of(3, 1);
        bench.say(traces + " traces of " + what);
        for (int seed = 1; seed <= traces; seed++) {
            ServerlessTraffic traffic = new ServerlessTraffic(seed, DAYS);
            List<double[]> functions = Stream.generate(() -> function.apply(traffic))
                    .limit(bench.of(FUNCTIONS, 100))
                    .toList();
            Played ten = Played.of(functions, DAYS, KeepAlivePolicy.FIXED, FIXED);
            curve = DECLARED.stream()
                    .map(minutes -> Point.of(
                            minutes,
                            Played.of(functions, DAYS, KeepAlivePolicy.ADAPTIVE, Duration.ofMinutes(minutes)),
                            ten))
                    .toList();
            fixed = ten;
            atEqualMemory.add(atEqualMemory(curve));
        }
        return new Result(
                "W5",
                "cold starts with an adaptive keep-alive to a fixed one of ten minutes at equal memory, " + what,
                Samples.of(atEqualMemory).quartiles(),
                goal,
                OptionalDouble.empty(),
                List.of(
                        figure("traces", "%d, of %d functions and %d days", traces, bench.of(FUNCTIONS, 100), DAYS),
                        figure(
                                "fixed, the last trace",
                                "%,d cold starts of %,d calls, %,d hours of an instance",
                                fixed.cold(),
                                fixed.calls(),
                                fixed.idle().toHours())),
                table(curve));
    }

    /** Between the two neighbours on the curve; the last one where all need less memory than the fixed time. */
    static double atEqualMemory(List<Point> curve) {
        Point before = curve.getFirst();
        if (before.memory() > 1) {
            throw new IllegalStateException("even " + before.minutes() + " min need more memory than the fixed time");
        }
        for (Point point : curve) {
            if (point.memory() >= 1) {
                double part = point.memory() == before.memory()
                        ? 1
                        : (1 - before.memory()) / (point.memory() - before.memory());
                return before.cold() + part * (point.cold() - before.cold());
            }
            before = point;
        }
        return before.cold();
    }

    private static List<List<String>> table(List<Point> curve) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("`keepAlive` of the adaptive one, the last trace", "cold starts to fixed", "memory to fixed"));
        for (Point point : curve) {
            rows.add(List.of(
                    point.minutes() + " min",
                    String.format(Locale.ROOT, "%.2f", point.cold()),
                    String.format(Locale.ROOT, "%.2f", point.memory())));
        }
        return rows;
    }

    /** With {@code keepAlive} of so many minutes: cold starts and memory, to those of the fixed one. */
    record Point(int minutes, double cold, double memory) {

        static Point of(int minutes, Played adaptive, Played fixed) {
            return new Point(
                    minutes,
                    (double) adaptive.cold() / fixed.cold(),
                    (double) adaptive.idle().toMillis() / fixed.idle().toMillis());
        }
    }
}
