package dev.sluice.benchmarks;

import dev.sluice.benchmarks.experiment.Bench;
import dev.sluice.benchmarks.experiment.ColdStart;
import dev.sluice.benchmarks.experiment.Experiment;
import dev.sluice.benchmarks.experiment.Footprint;
import dev.sluice.benchmarks.experiment.Herd;
import dev.sluice.benchmarks.experiment.ManyFunctions;
import dev.sluice.benchmarks.experiment.Neighbour;
import dev.sluice.benchmarks.experiment.Overload;
import dev.sluice.benchmarks.experiment.WarmPath;
import dev.sluice.benchmarks.peer.Peers;
import dev.sluice.benchmarks.report.Machine;
import dev.sluice.benchmarks.report.Report;
import dev.sluice.benchmarks.report.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Runs the experiments that are asked for, or all, and writes the results. */
public final class Main {

    private static final List<Experiment> EXPERIMENTS = List.of(
            new WarmPath(),
            new ColdStart(),
            new Neighbour(),
            new Herd(),
            new Overload(),
            new Footprint(),
            new ManyFunctions());

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Order order;
        try {
            order = Order.of(arguments, EXPERIMENTS);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path target = order.root().resolve("benchmarks/target");
        Path work = Files.createTempDirectory(Files.createDirectories(target.resolve("runs")), "run-");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Bench bench = new Bench(order.root(), java, work, new Peers(target.resolve("peers")), order.quick());

        List<Result> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Experiment experiment : order.experiments()) {
            System.out.println(
                    String.join(", ", experiment.ids().stream().sorted().toList()));
            try {
                List<Result> found = experiment.run(bench);
                found.forEach(result -> System.out.println("    " + result.summary()));
                results.addAll(found);
            } catch (Exception e) {
                failures.add(experiment.ids().stream().sorted().toList() + ": " + e.getMessage());
                e.printStackTrace();
            }
        }

        Report report =
                new Report(Instant.now(), order.quick(), Machine.read(order.root(), bench.peers()), results, failures);
        Path json = Files.writeString(target.resolve("results.json"), report.json());
        Path page = order.whole() ? order.root().resolve("docs/benchmarks.md") : target.resolve("benchmarks.md");
        Files.writeString(page, report.markdown());
        System.out.println("Written: " + page + " and " + json);
        System.exit(failures.isEmpty() ? 0 : 1);
    }
}
