package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.Language;
import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** L1 to L3: first calls, memory, and warm calls of functions in other languages than Java, beside plain programs of these. */
public final class Languages implements Experiment {

    private static final int SLUICE = 0;
    private static final int PLAIN = 1;
    private static final int INSTANCES = 10;
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final byte[] INPUT = "hello".getBytes(StandardCharsets.UTF_8);

    @Override
    public Set<String> ids() {
        return Set.of("L1", "L2", "L3");
    }

    @Override
    public Page page() {
        return Page.LANGUAGES;
    }

    /** The platform with all its runtimes. */
    static Map<String, String> settings(Bench bench) {
        return Map.of(
                "SLUICE_RUNTIMES",
                Stream.of("java", "node", "python")
                        .map(name -> bench.root().resolve("function-runtime/" + name + "/target/runtime"))
                        .map(Path::toString)
                        .collect(Collectors.joining(",")));
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        List<Result> results = new ArrayList<>();
        for (Language language : Language.values()) {
            results.add(firstCalls(bench, language).measure(bench));
        }
        for (Language language : Language.values()) {
            results.add(memory(bench, language));
        }
        results.add(warmCalls(bench));
        return results;
    }

    static Map<String, String> spec(Language language, String... more) {
        Map<String, String> fields = new HashMap<>(Map.of("runtime", language.runtime()));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    /** The program that runs functions of a language, so that both sides have the same version. */
    static Path interpreter(Gateway gateway, Language language) throws IOException {
        gateway.deploy("which", language.function(), spec(language, "minInstances", "1"));
        gateway.callMillis("which", INPUT);
        Path interpreter = interpreter(gateway, "which");
        gateway.remove("which");
        gateway.awaitIdle();
        return interpreter;
    }

    private static Path interpreter(Gateway gateway, String function) throws IOException {
        long pid = gateway.instances(function).getFirst();
        return Path.of(ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .orElseThrow(() -> new IOException("the instance of " + function + " has ended")));
    }

    static String version(Path interpreter) throws IOException, InterruptedException {
        return Program.output(interpreter.toString(), "--version").strip();
    }

    private static FirstCalls firstCalls(Bench bench, Language language) throws IOException {
        return new FirstCalls(
                "L1",
                language,
                "a function of one file",
                language.function(),
                interpreter -> () -> PlainServer.start(language, interpreter, bench.work()));
    }

    private static Result memory(Bench bench, Language language) throws Exception {
        try (Gateway gateway = bench.gateway(bench.work().resolve("memory-" + language.runtime()), settings(bench))) {
            Path interpreter = interpreter(gateway, language);
            bench.say("memory in " + language.title() + ", " + bench.rounds() + " rounds of " + INSTANCES);
            Turns<Samples> turns = Turns.take(
                    bench.rounds(), () -> instances(gateway, language), () -> servers(bench, language, interpreter));
            return new Result(
                    "L2",
                    language.title() + ", memory of an instance after 100 calls, Sluice to plain process",
                    turns.ratio(SLUICE, PLAIN, Footprint::mean),
                    new Goal.AtMost(0.8, 0.5),
                    OptionalDouble.of(turns.selfCheck(SLUICE, Footprint::mean)),
                    List.of(
                            figure("instance", "%.1f MiB", Footprint.mean(turns.side(SLUICE))),
                            figure("plain process", "%.1f MiB", Footprint.mean(turns.side(PLAIN)))));
        }
    }

    private static Samples instances(Gateway gateway, Language language) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                String name = "idle-" + i;
                gateway.deploy(name, language.function(), spec(language, "minInstances", "1", "maxInstances", "1"));
                names.add(name);
                Footprint.call(gateway.port(), "/function/" + name, INPUT);
                pids.addAll(gateway.instances(name));
            }
            return memoryOf(pids);
        } finally {
            for (String name : names) {
                gateway.remove(name);
            }
            gateway.awaitIdle();
        }
    }

    private static Samples servers(Bench bench, Language language, Path interpreter) throws IOException {
        List<PlainServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < INSTANCES; i++) {
                servers.add(PlainServer.start(language, interpreter, bench.work()));
                Footprint.call(servers.getLast().port(), "/", INPUT);
            }
            return memoryOf(servers.stream().map(PlainServer::pid).toList());
        } finally {
            servers.forEach(PlainServer::close);
        }
    }

    private static Samples memoryOf(List<Long> pids) throws IOException {
        LockSupport.parkNanos(IDLE.toNanos());
        List<Double> mebibytes = new ArrayList<>();
        for (long pid : pids) {
            mebibytes.add(ProcessMemory.pssMebibytes(pid));
        }
        return Samples.of(mebibytes);
    }

    private static Result warmCalls(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        Duration turn = bench.seconds(4, 2);
        try (Gateway gateway = bench.gateway(bench.work().resolve("warm-node"), settings(bench))) {
            gateway.deploy(
                    "hello", Language.NODE.function(), spec(Language.NODE, "minInstances", "1", "maxInstances", "1"));
            gateway.callMillis("hello", INPUT);
            Path node = interpreter(gateway, "hello");
            try (PlainServer framework = PlainServer.functionsFramework(bench.peers(), node, bench.work())) {
                bench.say("warm calls in Node, " + bench.rounds() + " rounds");
                Turns.Turn<Double> ours =
                        () -> wrk.run(gateway.port(), "/function/hello", turn).perSecond();
                Turns.Turn<Double> theirs =
                        () -> wrk.run(framework.port(), "/", turn).perSecond();
                for (int i = 0; i < bench.of(5, 1); i++) {
                    ours.take();
                    theirs.take();
                }
                Turns<Double> turns = Turns.take(bench.rounds(), ours, theirs);
                return new Result(
                        "L3",
                        "Node, warm calls a second through the gateway, to functions-framework called directly",
                        turns.ratio(SLUICE, PLAIN, Languages::mean),
                        new Goal.AtLeast(2, 2),
                        OptionalDouble.of(turns.selfCheck(SLUICE, Languages::mean)),
                        List.of(
                                figure("Sluice, gateway and one instance", "%,.0f a second", mean(turns.side(SLUICE))),
                                figure("functions-framework 5.0.5", "%,.0f a second", mean(turns.side(PLAIN)))));
            }
        }
    }

    private static double mean(List<Double> turns) {
        return turns.stream().mapToDouble(each -> each).average().orElseThrow();
    }
}
