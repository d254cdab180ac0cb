package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.code.Packaged;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** L6: first calls of functions with a package of a registry, which both sides get before. Without the registry there is no row. */
public final class PackagedCalls implements Experiment {

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
            results.add(firstCalls(bench, packaged).measure(bench));
        }
        return results;
    }

    private static FirstCalls firstCalls(Bench bench, Packaged packaged) throws IOException {
        return new FirstCalls(
                "L6",
                packaged.language(),
                "a function with " + packaged.dependency(),
                packaged.function(),
                interpreter -> {
                    Path program = program(bench, packaged, interpreter);
                    return () -> PlainServer.ofFile(interpreter, program, bench.work());
                });
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
}
