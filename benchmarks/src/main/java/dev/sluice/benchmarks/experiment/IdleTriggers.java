package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.measure.ProcessorTime;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.JavaProcess;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** E2: what triggers cost for which nothing happens. */
public final class IdleTriggers implements Experiment {

    /** So many are told of, and fewer are measured. */
    private static final int TOLD = 1_000;

    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public Set<String> ids() {
        return Set.of("E2");
    }

    @Override
    public Page page() {
        return Page.EVENTS;
    }

    private record Idle(double pssMebibytes, double heapMebibytes, double cores) {

        private static Idle of(Bench bench, Gateway gateway) throws Exception {
            Thread.sleep(SETTLE);
            double heap = new JavaProcess(bench.java(), gateway.pid()).heapKibibytes() / 1024;
            List<Long> pid = List.of(gateway.pid());
            double before = ProcessorTime.seconds(pid);
            Duration length = bench.seconds(20, 10);
            Thread.sleep(length);
            double cores = (ProcessorTime.seconds(pid) - before) / length.toSeconds();
            return new Idle(ProcessMemory.pssMebibytes(gateway.pid()), heap, cores);
        }
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = bench.of(200, 50);
        double times = (double) TOLD / count;
        Path home = bench.work().resolve("idle-triggers");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("idle-" + i);
        }
        bench.say("preparing " + count + " triggers");
        try (Gateway gateway = bench.gateway(home, Map.of());
                Kafka kafka = gateway.kafka()) {
            gateway.deploy("kilobyte", FunctionJars.of(Kilobyte.class), Map.of());
            kafka.createTopics(names, 1);
            for (String name : names) {
                gateway.apply(
                        "trigger",
                        name,
                        "{\"apiVersion\": \"sluice.dev/v1beta1\", \"kind\": \"Trigger\", \"metadata\": {\"name\": \""
                                + name + "\"}, \"spec\": {\"topic\": \"" + name + "\", \"function\": \"kilobyte\"}}");
            }
        }
        Idle many = measured(bench, home, names);
        try (Gateway gateway = bench.gateway(home, Map.of())) {
            for (String name : names.subList(1, count)) {
                gateway.removeDocument("trigger", name);
            }
        }
        Idle one = measured(bench, home, names.subList(0, 1));
        return List.of(
                new Result(
                        "E2",
                        "memory of the gateway for 1,000 idle triggers, MB",
                        Quartiles.exactly(times * (many.pssMebibytes() - one.pssMebibytes()) * 1.048576),
                        new Goal.AtMost(30, 15),
                        OptionalDouble.empty(),
                        List.of(
                                figure(
                                        "with " + count + " triggers",
                                        "%.1f MiB, heap %.1f MiB",
                                        many.pssMebibytes(),
                                        many.heapMebibytes()),
                                figure(
                                        "with one trigger",
                                        "%.1f MiB, heap %.1f MiB",
                                        one.pssMebibytes(),
                                        one.heapMebibytes()))),
                new Result(
                        "E2",
                        "processor of the gateway for 1,000 idle triggers, cores",
                        Quartiles.exactly(Math.max(0, times * (many.cores() - one.cores()))),
                        new Goal.AtMost(0.05, 0.025),
                        OptionalDouble.empty(),
                        List.of(
                                figure("with " + count + " triggers", "%.3f cores", many.cores()),
                                figure("with one trigger", "%.3f cores", one.cores()))));
    }

    private static Idle measured(Bench bench, Path home, List<String> names) throws Exception {
        try (Gateway gateway = bench.gateway(home, Map.of())) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (String name : names) {
                while (!gateway.status("trigger", name)
                        .get("state")
                        .getAsString()
                        .equals("running")) {
                    if (System.nanoTime() > end) {
                        throw new IOException(
                                "the trigger " + name + " does not run: " + gateway.status("trigger", name));
                    }
                    Thread.sleep(200);
                }
            }
            return Idle.of(bench, gateway);
        }
    }
}
