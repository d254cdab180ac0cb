package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.JavaProcess;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** P8: the memory of an instance that has answered a hundred calls and is idle. */
public final class Footprint implements Experiment {

    private static final int SLUICE = 0;
    private static final int INVOKER = 1;
    static final int INSTANCES = 10;
    private static final int CALLS = 100;
    private static final Duration IDLE = Duration.ofSeconds(8);
    private static final byte[] INPUT = "idle".getBytes(StandardCharsets.UTF_8);

    @Override
    public Set<String> ids() {
        return Set.of("P8");
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        FunctionJars jars = bench.jars();
        Path invoked = Files.write(
                bench.work().resolve("idle.jar"), jars.generated(FunctionJars.Caller.FUNCTION_INVOKER, 1, 0));
        byte[] code = jars.generated(FunctionJars.Caller.SLUICE, 1, 0);
        try (Gateway gateway = bench.gateway("footprint")) {
            gateway.awaitWarm();
            List<Double> generic = new ArrayList<>();
            bench.say("measuring " + bench.rounds() + " rounds of " + INSTANCES + " processes");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(), () -> instances(bench, gateway, code, generic), () -> invokers(bench, invoked));
            Samples ours = Samples.joined(turns.side(SLUICE));
            Samples plain = Samples.joined(turns.side(INVOKER));
            return List.of(new Result(
                    "P8",
                    "memory of an instance after 100 calls, Sluice to plain JVM",
                    turns.ratio(SLUICE, INVOKER, Footprint::mean),
                    new Goal.AtMost(0.6, 0.3),
                    OptionalDouble.of(turns.selfCheck(SLUICE, Footprint::mean)),
                    List.of(
                            figure(
                                    "instance",
                                    "%.1f MiB (%.1f to %.1f)",
                                    ours.mean(),
                                    ours.percentile(0),
                                    ours.percentile(100)),
                            figure(
                                    "java-function-invoker",
                                    "%.1f MiB (%.1f to %.1f)",
                                    plain.mean(),
                                    plain.percentile(0),
                                    plain.percentile(100)),
                            figure(
                                    "generic runner that waits",
                                    "%.1f MiB",
                                    Samples.of(generic).mean()),
                            figure("gateway itself", "%.1f MiB", ProcessMemory.pssMebibytes(gateway.pid())))));
        }
    }

    static double mean(List<Samples> turns) {
        return Samples.joined(turns).mean();
    }

    private static Samples instances(Bench bench, Gateway gateway, byte[] code, List<Double> generic) throws Exception {
        List<String> names = new ArrayList<>();
        try {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                String name = "idle-" + i;
                gateway.deploy(name, code, Map.of("minInstances", "1", "maxInstances", "1"));
                names.add(name);
                call(gateway.port(), "/function/" + name, INPUT);
                pids.addAll(gateway.instances(name));
            }
            gateway.awaitWarm();
            Samples memory = afterCollection(bench, pids);
            for (long runner : gateway.runners()) {
                if (!pids.contains(runner)) {
                    generic.add(ProcessMemory.pssMebibytes(runner));
                }
            }
            return memory;
        } finally {
            for (String name : names) {
                gateway.remove(name);
            }
            gateway.awaitIdle();
        }
    }

    private static Samples invokers(Bench bench, Path jar) throws Exception {
        List<PlainServer> invokers = new ArrayList<>();
        try {
            for (int i = 0; i < INSTANCES; i++) {
                invokers.add(PlainServer.functionInvoker(bench.java(), bench.peers(), jar, bench.work()));
                call(invokers.getLast().port(), "/", INPUT);
            }
            return afterCollection(
                    bench, invokers.stream().map(PlainServer::pid).toList());
        } finally {
            invokers.forEach(PlainServer::close);
        }
    }

    /** A hundred calls over one connection. */
    static void call(int port, String path, byte[] input) throws IOException {
        try (Connection connection = new Connection(port, 10_000)) {
            for (int i = 0; i < CALLS; i++) {
                connection.post(path, input).orThrow(path);
            }
        }
    }

    private static Samples afterCollection(Bench bench, List<Long> pids) throws Exception {
        collect(bench, pids);
        List<Double> mebibytes = new ArrayList<>();
        for (long pid : pids) {
            mebibytes.add(ProcessMemory.pssMebibytes(pid));
        }
        return Samples.of(mebibytes);
    }

    /** Has the JVMs among {@code pids} collect their garbage, and leaves them alone for a while. */
    static void collect(Bench bench, List<Long> pids) throws Exception {
        for (long pid : pids) {
            if (ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .filter(command -> command.endsWith("/java"))
                    .isPresent()) {
                new JavaProcess(bench.java(), pid).collect();
            }
        }
        LockSupport.parkNanos(IDLE.toNanos());
    }
}
