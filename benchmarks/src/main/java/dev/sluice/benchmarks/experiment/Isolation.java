package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** I1 to I3: what sandboxes cost beside plain processes: a warm call, a first call, an idle instance. */
public final class Isolation implements Experiment {

    private static final int SANDBOX = 0;
    private static final int PROCESS = 1;
    private static final List<String> PROVIDERS = List.of("sandbox", "process");
    private static final Map<String, String> SOON = Map.of("keepAlive", "1s");
    private static final byte[] INPUT = "apart".getBytes(StandardCharsets.UTF_8);

    @Override
    public Set<String> ids() {
        return Set.of("I1", "I2", "I3");
    }

    @Override
    public Page page() {
        return Page.ISOLATION;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        return List.of(warm(bench), cold(bench), idle(bench));
    }

    private static Map<String, String> provider(int side) {
        return Map.of("SLUICE_PROVIDER", PROVIDERS.get(side));
    }

    private static Result warm(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        Ask ask = Ask.get("/function/kilobyte");
        try (Gateway sandbox = warmGateway(bench, SANDBOX);
                Gateway process = warmGateway(bench, PROCESS)) {
            Duration turn = bench.seconds(4, 2);
            bench.say("warm calls: warming up");
            for (Gateway gateway : List.of(sandbox, process)) {
                wrk.run(gateway.port(), ask, bench.seconds(20, 5));
            }
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<GatewayRun> turns = Turns.take(
                    bench.rounds(),
                    () -> GatewayRun.take(wrk, sandbox, ask, turn),
                    () -> GatewayRun.take(wrk, process, ask, turn));
            return new Result(
                    "I1",
                    "processor time of the gateway per warm call, sandbox to process",
                    turns.ratio(SANDBOX, PROCESS, GatewayRun::micros),
                    new Goal.AtMost(1.02, 1.0),
                    OptionalDouble.of(turns.selfCheck(SANDBOX, GatewayRun::micros)),
                    List.of(side("sandbox", turns, SANDBOX), side("process", turns, PROCESS)));
        }
    }

    private static Gateway warmGateway(Bench bench, int side) throws IOException {
        Gateway gateway = bench.gateway(bench.work().resolve("apart-warm-" + PROVIDERS.get(side)), provider(side));
        gateway.deploy(
                "kilobyte",
                FunctionJars.of(Kilobyte.class),
                Map.of("minInstances", "1", "maxInstances", "1", "concurrency", "200"));
        return gateway;
    }

    private static Result.Figure side(String what, Turns<GatewayRun> turns, int side) {
        return figure(
                what,
                "%.1f µs of the gateway, %,.0f calls a second",
                GatewayRun.micros(turns.side(side)),
                GatewayRun.perSecond(turns.side(side)));
    }

    private static Result cold(Bench bench) throws Exception {
        byte[] code = bench.jars().generated(FunctionJars.Caller.SLUICE, 1, 0);
        int calls = bench.of(5, 3);
        int all = 2 * bench.rounds() * calls;
        try (NewFunctions sandboxed =
                        NewFunctions.prepare(bench, "apart-cold-sandbox", code, all, provider(SANDBOX), SOON);
                NewFunctions plain =
                        NewFunctions.prepare(bench, "apart-cold-process", code, all, provider(PROCESS), SOON)) {
            Iterator<String> sandboxedNames = sandboxed.names().iterator();
            Iterator<String> plainNames = plain.names().iterator();
            bench.say("first calls: measuring " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(),
                    () -> ColdStart.pooled(sandboxed.gateway(), sandboxedNames, calls),
                    () -> ColdStart.pooled(plain.gateway(), plainNames, calls));
            return new Result(
                    "I2",
                    "first call of a function, p50, sandbox to process",
                    turns.ratio(SANDBOX, PROCESS, ColdStart::median),
                    new Goal.AtMost(1.15, 1.0),
                    OptionalDouble.of(turns.selfCheck(SANDBOX, ColdStart::median)),
                    List.of(
                            ColdStart.distribution("sandbox", Samples.joined(turns.side(SANDBOX))),
                            ColdStart.distribution("process", Samples.joined(turns.side(PROCESS)))));
        }
    }

    private static Result idle(Bench bench) throws Exception {
        byte[] code = bench.jars().generated(FunctionJars.Caller.SLUICE, 1, 0);
        int rounds = bench.of(2, 1);
        try (Gateway sandbox = bench.gateway(bench.work().resolve("apart-idle-sandbox"), provider(SANDBOX));
                Gateway process = bench.gateway(bench.work().resolve("apart-idle-process"), provider(PROCESS))) {
            bench.say("idle instances: measuring " + rounds + " rounds");
            Turns<Samples> turns =
                    Turns.take(rounds, () -> memory(bench, sandbox, code), () -> memory(bench, process, code));
            return new Result(
                    "I3",
                    "memory of an idle instance with all its processes, sandbox to process",
                    turns.ratio(SANDBOX, PROCESS, Footprint::mean),
                    new Goal.AtMost(1.1, 1.0),
                    OptionalDouble.of(turns.selfCheck(SANDBOX, Footprint::mean)),
                    List.of(
                            figure("sandbox", "%.1f MiB", Footprint.mean(turns.side(SANDBOX))),
                            figure("process", "%.1f MiB", Footprint.mean(turns.side(PROCESS)))));
        }
    }

    /** The mean of all runners and instances, each with the processes that stand around it. */
    private static Samples memory(Bench bench, Gateway gateway, byte[] code) throws Exception {
        gateway.awaitWarm();
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; i < Footprint.INSTANCES; i++) {
                String name = "idle-" + i;
                gateway.deploy(name, code, Map.of("minInstances", "1", "maxInstances", "1"));
                names.add(name);
                Footprint.call(gateway.port(), "/function/" + name, INPUT);
            }
            gateway.awaitWarm();
            List<Long> all = gateway.runners();
            Footprint.collect(bench, all);
            double sum = 0;
            for (long pid : all) {
                sum += ProcessMemory.pssMebibytes(pid);
            }
            // Runners that wait are counted with them: they are of the same kind, and stand in the same sandboxes.
            return Samples.of(sum / (Footprint.INSTANCES + gateway.waiting()));
        } finally {
            for (String name : names) {
                gateway.remove(name);
            }
            gateway.awaitIdle();
        }
    }
}
