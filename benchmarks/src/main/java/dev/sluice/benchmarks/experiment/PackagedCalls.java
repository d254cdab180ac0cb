package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.Packaged;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** L6: first calls of functions with a package of a registry, which both sides get before. Without the registry there is no row. */
public final class PackagedCalls implements Experiment {

    private static final int SLUICE = 0;
    private static final int PLAIN = 1;

    @Override
    public Set<String> ids() {
        return Set.of("L6");
    }

    @Override
    public Page page() {
        return Page.LANGUAGES;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        List<Result> results = new ArrayList<>();
        for (Packaged packaged : Packaged.values()) {
            results.add(firstCalls(bench, packaged));
        }
        return results;
    }

    private static Result firstCalls(Bench bench, Packaged packaged) throws Exception {
        int callsInATurn = bench.of(20, 5);
        int starts = bench.of(6, 2);
        String language = packaged.language().title();
        try (NewFunctions functions = NewFunctions.prepare(
                bench,
                "packaged-" + packaged.language().runtime(),
                packaged.function(),
                2 * bench.rounds() * callsInATurn + 1,
                Languages.settings(bench),
                Languages.spec(packaged.language(), "keepAlive", "1s"))) {
            Gateway gateway = functions.gateway();
            Iterator<String> names = functions.names().iterator();
            Path interpreter = Languages.interpreter(gateway, packaged.language());
            Path program = program(bench, packaged, interpreter);
            gateway.awaitWarm();
            gateway.callMillis(names.next(), new byte[0]);
            bench.say("first calls with a package in " + language + ", " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(),
                    () -> ColdStart.pooled(gateway, names, callsInATurn),
                    () -> starts(bench, interpreter, program, starts));
            return new Result(
                    "L6",
                    language + ", first call of a function with " + packaged.dependency()
                            + ", p50, pooled to plain process",
                    turns.ratio(SLUICE, PLAIN, ColdStart::median),
                    new Goal.AtMost(1 / 5.0, 1 / 10.0),
                    OptionalDouble.of(turns.selfCheck(SLUICE, ColdStart::median)),
                    List.of(
                            figure("interpreter", "%s", Languages.version(interpreter)),
                            ColdStart.distribution("Sluice", Samples.joined(turns.side(SLUICE))),
                            ColdStart.distribution("plain process", Samples.joined(turns.side(PLAIN)))));
        }
    }

    /** The plain program, with its package beside it. */
    private static Path program(Bench bench, Packaged packaged, Path interpreter)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(
                bench.work().resolve("plain-" + packaged.language().runtime()));
        String said = Program.output(packaged.install(interpreter, folder).toArray(String[]::new));
        if (!packaged.isInstalled(folder)) {
            throw new IOException(packaged.dependency() + " could not be got for the plain program: " + said);
        }
        return packaged.server(folder);
    }

    private static Samples starts(Bench bench, Path interpreter, Path program, int starts) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            try (PlainServer server = PlainServer.ofFile(interpreter, program, bench.work())) {
                millis.add(server.firstAnswerMillis());
            }
        }
        return Samples.of(millis);
    }
}
