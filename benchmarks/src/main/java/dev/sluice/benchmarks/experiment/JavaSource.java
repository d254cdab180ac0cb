package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** L5: {@code sluice deploy Hello.java} and one call, beside {@code java Hello.java} that serves the same and its first answer. */
public final class JavaSource implements Experiment {

    private static final int COLD = 0;
    private static final int WARM = 1;
    private static final int CACHED = 2;
    private static final int PLAIN = 3;
    private static final byte[] INPUT = "hello".getBytes(StandardCharsets.UTF_8);

    /** How the command line of a compiler's process is known. */
    private static final String COMPILER = "runner.compile.CompileServer";

    private static final String SERVER = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.nio.charset.StandardCharsets;

            public class Hello {
                public static void main(String[] arguments) throws Exception {
                    int port = Integer.parseInt(System.getenv("PORT"));
                    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
                    server.createContext("/", exchange -> {
                        String name = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                        byte[] answer = ("Hello, " + name).getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                        exchange.close();
                    });
                    server.start();
                }
            }
            """;

    private int deployments;

    @Override
    public Set<String> ids() {
        return Set.of("L5");
    }

    @Override
    public Page page() {
        return Page.LANGUAGES;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Path folder = Files.createDirectories(bench.work().resolve("source"));
        Path server = Files.writeString(
                Files.createDirectories(folder.resolve("plain")).resolve("Hello.java"), SERVER);
        try (Gateway gateway = bench.gateway("source")) {
            gateway.awaitWarm();
            Path known = source(folder, "Hello");
            deploy(bench, gateway, known);
            bench.say("deploying source files, " + bench.rounds() + " rounds");
            Turns<Double> turns = Turns.take(
                    bench.rounds(),
                    () -> {
                        endCompilers(gateway);
                        return deploy(bench, gateway, source(folder, "Cold" + deployments));
                    },
                    () -> deploy(bench, gateway, source(folder, "Warm" + deployments)),
                    () -> deploy(bench, gateway, known),
                    () -> plain(bench, server));
            return List.of(
                    row("the first file, no compiler runs", turns, COLD, new Goal.AtMost(2, 1)),
                    row("a new file, a compiler runs", turns, WARM, new Goal.AtMost(1, 0.5)),
                    row("a file that was compiled before", turns, CACHED, new Goal.AtMost(0.5, 0.5)));
        }
    }

    private static Result row(String shape, Turns<Double> turns, int side, Goal goal) {
        return new Result(
                "L5",
                "sluice deploy Hello.java and a call, " + shape + ", to java Hello.java",
                turns.ratio(side, PLAIN, JavaSource::median),
                goal,
                OptionalDouble.of(turns.selfCheck(side, JavaSource::median)),
                List.of(
                        figure("Sluice", "%.0f ms", median(turns.side(side))),
                        figure("java Hello.java", "%.0f ms", median(turns.side(PLAIN)))));
    }

    private static double median(List<Double> millis) {
        return Samples.of(millis).median();
    }

    private static Path source(Path folder, String type) throws IOException {
        return Files.writeString(
                folder.resolve(type + ".java"),
                "public class " + type + " implements java.util.function.Function<String, String> {\n"
                        + "    public String apply(String name) {\n        return \"Hello, \" + name;\n    }\n}\n");
    }

    /** The whole command, as a new function, and one call of that. */
    private double deploy(Bench bench, Gateway gateway, Path source) throws IOException, InterruptedException {
        String name = "source-" + ++deployments;
        gateway.awaitWarm();
        long begin = System.nanoTime();
        String output = Program.output(
                "env",
                "SLUICE_HOME=" + bench.work().resolve("source"),
                "SLUICE_PORT=" + gateway.port(),
                bench.root().resolve("sluice").toString(),
                "deploy",
                name,
                source.toString());
        if (!output.contains("is live")) {
            throw new IOException("sluice deploy printed: " + output);
        }
        gateway.callMillis(name, "text/plain", INPUT);
        double millis = (System.nanoTime() - begin) / 1e6;
        gateway.remove(name);
        return millis;
    }

    private static void endCompilers(Gateway gateway) {
        gateway.runners().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> process.info().commandLine().orElse("").contains(COMPILER))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }

    private static double plain(Bench bench, Path file) throws IOException {
        try (PlainServer server = PlainServer.ofFile(bench.java(), file, bench.work())) {
            return server.firstAnswerMillis();
        }
    }
}
