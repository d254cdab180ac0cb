package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import com.google.gson.Gson;
import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Ordering;
import dev.sluice.benchmarks.code.OrderingByGson;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** P14: what it costs a first call that a library of the function's own binds its type. */
public final class BinderCost implements Experiment {

    private static final byte[] INPUT = "{\"article\":\"lamp\",\"pieces\":2}".getBytes(StandardCharsets.UTF_8);
    private static final int OURS = 0;
    private static final int GSON = 1;

    @Override
    public Set<String> ids() {
        return Set.of("P14");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int inATurn = bench.of(10, 4);
        int calls = 2 * bench.rounds() * inATurn;
        byte[] ours = FunctionJars.of(List.of(Ordering.class, Ordering.Order.class), List.of());
        byte[] byGson = FunctionJars.of(List.of(OrderingByGson.class, OrderingByGson.Order.class), List.of(gson()));
        try (NewFunctions plain = NewFunctions.prepare(bench, "bound-by-rules", ours, calls);
                NewFunctions library = NewFunctions.prepare(bench, "bound-by-gson", byGson, calls)) {
            Iterator<String> plainNames = plain.names().iterator();
            Iterator<String> libraryNames = library.names().iterator();
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(),
                    () -> called(plain.gateway(), plainNames, inATurn),
                    () -> called(library.gateway(), libraryNames, inATurn));
            return List.of(new Result(
                    "P14",
                    "first call of a function, p50, its type bound by its own Gson to bound by our rules",
                    turns.ratio(GSON, OURS, ColdStart::median),
                    new Goal.AtMost(3, 1.5),
                    OptionalDouble.of(turns.selfCheck(OURS, ColdStart::median)),
                    List.of(
                            ColdStart.distribution("bound by Gson", Samples.joined(turns.side(GSON))),
                            ColdStart.distribution("bound by our rules", Samples.joined(turns.side(OURS))),
                            figure("jar with Gson", "%.0f KiB", byGson.length / 1024.0))));
        }
    }

    private static Path gson() throws URISyntaxException {
        return Path.of(
                Gson.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Samples called(Gateway gateway, Iterator<String> names, int calls) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            gateway.awaitWarm();
            millis.add(gateway.callMillis(names.next(), "application/json", INPUT));
        }
        return Samples.of(millis);
    }
}
