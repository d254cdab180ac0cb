package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.measure.ProcessorTime;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * L4: the start of the gateway with its cache, and a whole {@code sluice list}, beside those of an earlier build: a checkout that {@code
 * SLUICE_BASELINE} names, in which {@code ./sluice up} has been run.
 */
public final class GatewayStart implements Experiment {

    private static final int OWN = 0;
    private static final int EARLIER = 1;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    private int starts;

    @Override
    public Set<String> ids() {
        return Set.of("L4");
    }

    @Override
    public Page page() {
        return Page.LANGUAGES;
    }

    private record Start(double millis, double processorMillis) {}

    private interface Part {
        double of(Start start);
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        String named = System.getenv("SLUICE_BASELINE");
        if (named == null || !Files.exists(Path.of(named, "gateway/target/quarkus-app/quarkus-run.jar"))) {
            throw new IllegalStateException("SLUICE_BASELINE does not name a checkout that is built");
        }
        Path baseline = Path.of(named);
        Path cache = bench.work().resolve("gateway.aot");
        bench.say("making an AOT cache");
        start(bench, bench.root(), "-XX:AOTCacheOutput=" + cache);
        if (!Files.exists(cache)) {
            throw new IOException("the gateway made no AOT cache");
        }
        bench.say("starting gateways, " + bench.rounds() + " rounds");
        Turns<Start> turns = Turns.take(
                bench.rounds(),
                () -> start(bench, bench.root(), "-XX:AOTCache=" + cache),
                () -> start(bench, baseline, ""));
        List<Result> results = new ArrayList<>(List.of(
                row("processor time of the gateway until it is ready", turns, Start::processorMillis, 0.4, 0.25),
                row("time until the gateway is ready", turns, Start::millis, 0.4, 0.4)));
        try (Gateway gateway = bench.gateway("list")) {
            bench.say("listing functions");
            Turns<Start> lists = Turns.take(
                    bench.rounds(), () -> list(bench, bench.root(), gateway), () -> list(bench, baseline, gateway));
            results.add(row("a whole sluice list without functions", lists, Start::millis, 0.5, 0.5));
        }
        return results;
    }

    private static Result row(String shape, Turns<Start> turns, Part part, double pass, double aim) {
        return new Result(
                "L4",
                shape + ", to the earlier build",
                turns.ratio(OWN, EARLIER, starts -> median(starts, part)),
                new Goal.AtMost(pass, aim),
                OptionalDouble.of(turns.selfCheck(OWN, starts -> median(starts, part))),
                List.of(
                        figure("this build", "%.0f ms", median(turns.side(OWN), part)),
                        figure("earlier build", "%.0f ms", median(turns.side(EARLIER), part))));
    }

    private static double median(List<Start> starts, Part part) {
        return Samples.of(starts.stream().map(part::of).toList()).median();
    }

    /** With an empty home, as {@code ./sluice up} starts it; {@code more}: another option of its JVM. */
    private Start start(Bench bench, Path root, String more) throws IOException {
        Path home = Files.createDirectories(bench.work().resolve("start-" + ++starts));
        int port = Program.freePort();
        List<String> command = new ArrayList<>(List.of(bench.java().toString()));
        command.addAll(OPTIONS);
        command.add("-Dsluice.runtimes=" + root.resolve("function-runtime/java/target/runtime"));
        Path broker = root.resolve("broker/target/broker");
        if (Files.exists(broker)) {
            command.add("-Dsluice.kafka.broker=" + broker);
        }
        if (!more.isEmpty()) {
            command.add(more);
        }
        command.addAll(List.of(
                "-jar",
                root.resolve("gateway/target/quarkus-app/quarkus-run.jar").toString()));
        Map<String, String> environment =
                Map.of("SLUICE_HOME", home.toString(), "SLUICE_HOST", "127.0.0.1", "SLUICE_PORT", String.valueOf(port));
        try (Program program = Program.start(home.resolveSibling(home.getFileName() + ".log"), environment, command)) {
            double millis = program.awaitAnswer(port, "/health/ready", START, POLL);
            Start start = new Start(millis, 1000 * ProcessorTime.seconds(List.of(program.pid())));
            program.end(START);
            return start;
        }
    }

    private static Start list(Bench bench, Path root, Gateway gateway) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String output = Program.output(
                "env",
                "SLUICE_HOME=" + bench.work().resolve("list"),
                "SLUICE_PORT=" + gateway.port(),
                root.resolve("sluice").toString(),
                "list");
        double millis = (System.nanoTime() - begin) / 1e6;
        if (output.contains("rror")) {
            throw new IOException("sluice list printed: " + output);
        }
        return new Start(millis, 0);
    }
}
