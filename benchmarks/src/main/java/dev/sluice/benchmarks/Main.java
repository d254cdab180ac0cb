package dev.sluice.benchmarks;

import dev.sluice.benchmarks.experiment.AdaptiveKeepAlive;
import dev.sluice.benchmarks.experiment.AffinityCost;
import dev.sluice.benchmarks.experiment.AsyncDelay;
import dev.sluice.benchmarks.experiment.Bench;
import dev.sluice.benchmarks.experiment.BinderCost;
import dev.sluice.benchmarks.experiment.BrokerStart;
import dev.sluice.benchmarks.experiment.CacheHits;
import dev.sluice.benchmarks.experiment.ColdStart;
import dev.sluice.benchmarks.experiment.DecoratorCost;
import dev.sluice.benchmarks.experiment.EventCalls;
import dev.sluice.benchmarks.experiment.EventWork;
import dev.sluice.benchmarks.experiment.Experiment;
import dev.sluice.benchmarks.experiment.Footprint;
import dev.sluice.benchmarks.experiment.GatewayStart;
import dev.sluice.benchmarks.experiment.HeaderChain;
import dev.sluice.benchmarks.experiment.Herd;
import dev.sluice.benchmarks.experiment.IdleTriggers;
import dev.sluice.benchmarks.experiment.Isolation;
import dev.sluice.benchmarks.experiment.JavaSource;
import dev.sluice.benchmarks.experiment.Languages;
import dev.sluice.benchmarks.experiment.LockHandOver;
import dev.sluice.benchmarks.experiment.ManyFunctions;
import dev.sluice.benchmarks.experiment.NativeCalls;
import dev.sluice.benchmarks.experiment.Neighbour;
import dev.sluice.benchmarks.experiment.Overload;
import dev.sluice.benchmarks.experiment.PackagedCalls;
import dev.sluice.benchmarks.experiment.PipelineHops;
import dev.sluice.benchmarks.experiment.PipelineJoins;
import dev.sluice.benchmarks.experiment.PipelineRecovery;
import dev.sluice.benchmarks.experiment.PipelineStages;
import dev.sluice.benchmarks.experiment.Priorities;
import dev.sluice.benchmarks.experiment.ScatterHedge;
import dev.sluice.benchmarks.experiment.WarmPath;
import dev.sluice.benchmarks.experiment.WorkQueueItems;
import dev.sluice.benchmarks.peer.Peers;
import dev.sluice.benchmarks.report.Machine;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Report;
import dev.sluice.benchmarks.report.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs the experiments that are asked for, or all, and writes the results. */
public final class Main {

    private static final List<Experiment> EXPERIMENTS = List.of(
            new WarmPath(),
            new ColdStart(),
            new BinderCost(),
            new Neighbour(),
            new Herd(),
            new Overload(),
            new Footprint(),
            new ManyFunctions(),
            new NativeCalls(),
            new Priorities(),
            new DecoratorCost(),
            new HeaderChain(),
            new CacheHits(),
            new Isolation(),
            new EventCalls(),
            new EventWork(),
            new AsyncDelay(),
            new PipelineHops(),
            new PipelineStages(),
            new PipelineJoins(),
            new PipelineRecovery(),
            new LockHandOver(),
            new WorkQueueItems(),
            new AffinityCost(),
            new ScatterHedge(),
            new AdaptiveKeepAlive(),
            new IdleTriggers(),
            new BrokerStart(),
            new Languages(),
            new PackagedCalls(),
            new GatewayStart(),
            new JavaSource());

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

        Map<Page, List<Result>> results = new EnumMap<>(Page.class);
        Map<Page, List<String>> failures = new EnumMap<>(Page.class);
        for (Experiment experiment : order.experiments()) {
            String ids = String.join(", ", experiment.ids().stream().sorted().toList());
            System.out.println(ids);
            List<Result> found = results.computeIfAbsent(experiment.page(), page -> new ArrayList<>());
            List<String> missed = failures.computeIfAbsent(experiment.page(), page -> new ArrayList<>());
            try {
                for (Result result : experiment.run(bench)) {
                    System.out.println("    " + result.summary());
                    found.add(result);
                }
            } catch (Exception e) {
                missed.add("[" + ids + "]: " + e.getMessage());
                e.printStackTrace();
            }
        }

        Machine machine = Machine.read(order.root(), bench.peers());
        for (Page page : results.keySet()) {
            Path folder = order.whole().contains(page) ? order.root().resolve("docs") : target;
            Report report = new Report(
                    Instant.now(),
                    order.quick(),
                    machine,
                    results.getOrDefault(page, List.of()),
                    failures.getOrDefault(page, List.of()));
            Path written = Files.writeString(folder.resolve(page.file()), report.markdown(page));
            Path json = Files.writeString(target.resolve(page.file().replace(".md", ".json")), report.json());
            System.out.println("Written: " + written + " and " + json);
        }
        System.exit(failures.values().stream().allMatch(List::isEmpty) ? 0 : 1);
    }
}
