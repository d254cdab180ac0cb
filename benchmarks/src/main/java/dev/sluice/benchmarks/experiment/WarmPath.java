package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.measure.ProcessorTime;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.peer.Nginx;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** P1 and P2: what the gateway adds to a warm call, beside what nginx adds. */
public final class WarmPath implements Experiment {

    private static final int SLUICE = 0;
    private static final int NGINX = 1;
    private static final int DIRECT = 2;

    @Override
    public Set<String> ids() {
        return Set.of("P1", "P2");
    }

    /** One run of wrk; processor time of what stands before the function, and of the function's own process. */
    private record Run(Wrk.Run load, double proxySeconds, double functionSeconds) {}

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        try (Gateway gateway = bench.gateway("warm");
                DirectServer direct = DirectServer.start(bench.java(), bench.work());
                Nginx nginx = Nginx.before(direct.port(), bench.peers(), bench.work())) {
            gateway.deploy(
                    "kilobyte",
                    FunctionJars.of(Kilobyte.class),
                    Map.of("minInstances", "1", "maxInstances", "1", "concurrency", "200"));
            gateway.callMillis("kilobyte", new byte[128]);
            List<Long> runner = gateway.instances("kilobyte");
            Duration turn = bench.seconds(4, 2);
            Turns.Turn<Run> sluiceTurn =
                    () -> measured(wrk, gateway.port(), "/function/kilobyte", turn, List.of(gateway.pid()), runner);
            Turns.Turn<Run> nginxTurn = () -> measured(wrk, nginx.port(), "/", turn, nginx.pids(), direct.pids());
            Turns.Turn<Run> directTurn = () -> measured(wrk, direct.port(), "/", turn, List.of(), direct.pids());
            bench.say("warming up");
            warmUp(wrk, gateway.port(), "/function/kilobyte", bench.of(600_000, 200_000));
            warmUp(wrk, nginx.port(), "/", bench.of(300_000, 100_000));
            bench.say("measuring " + bench.rounds() + " rounds");
            return results(Turns.take(bench.rounds(), sluiceTurn, nginxTurn, directTurn));
        }
    }

    /** Until a JVM has compiled what it will, which takes requests, not time; for a minute at most. */
    private static void warmUp(Wrk wrk, int port, String path, long requests) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (long done = 0; done < requests && System.nanoTime() < end; ) {
            done += wrk.run(port, path, Duration.ofSeconds(3)).requests();
        }
    }

    private static Run measured(Wrk wrk, int port, String path, Duration length, List<Long> proxy, List<Long> function)
            throws IOException, InterruptedException {
        double proxyBefore = ProcessorTime.seconds(proxy);
        double functionBefore = ProcessorTime.seconds(function);
        Wrk.Run load = wrk.run(port, path, length);
        return new Run(
                load, ProcessorTime.seconds(proxy) - proxyBefore, ProcessorTime.seconds(function) - functionBefore);
    }

    private static List<Result> results(Turns<Run> turns) {
        return List.of(
                new Result(
                        "P1",
                        "processor time per request, gateway to nginx",
                        turns.ratio(SLUICE, NGINX, WarmPath::proxyMicros),
                        new Goal.AtMost(1.8, 1.0),
                        OptionalDouble.of(turns.selfCheck(SLUICE, WarmPath::proxyMicros)),
                        List.of(
                                figure("gateway", "%.1f µs", proxyMicros(turns.side(SLUICE))),
                                figure("nginx, master and workers", "%.1f µs", proxyMicros(turns.side(NGINX))),
                                figure("nginx against itself", "%.2f", turns.selfCheck(NGINX, WarmPath::proxyMicros)),
                                figure("gateway and runner", "%.1f µs", chainMicros(turns.side(SLUICE))),
                                figure("nginx and function server", "%.1f µs", chainMicros(turns.side(NGINX))),
                                figure("function server called directly", "%.1f µs", chainMicros(turns.side(DIRECT))))),
                new Result(
                        "P2",
                        "requests per second, gateway to nginx",
                        turns.ratio(SLUICE, NGINX, WarmPath::perSecond),
                        new Goal.AtLeast(0.7, 1.3),
                        OptionalDouble.of(turns.selfCheck(SLUICE, WarmPath::perSecond)),
                        List.of(
                                side("gateway", turns, SLUICE),
                                side("nginx", turns, NGINX),
                                side("function called directly", turns, DIRECT),
                                figure(
                                        "gateway to direct",
                                        "%.2f",
                                        turns.ratio(SLUICE, DIRECT, WarmPath::perSecond)
                                                .median()),
                                figure(
                                        "nginx to direct",
                                        "%.2f",
                                        turns.ratio(NGINX, DIRECT, WarmPath::perSecond)
                                                .median()))));
    }

    private static Result.Figure side(String what, Turns<Run> turns, int side) {
        List<Run> runs = turns.side(side);
        return figure(
                what,
                "%,.0f a second, p50 %.2f ms, p99 %.2f ms",
                perSecond(runs),
                Samples.of(runs.stream().map(run -> run.load().p50Micros()).toList())
                                .median()
                        / 1000,
                Samples.of(runs.stream().map(run -> run.load().p99Micros()).toList())
                                .median()
                        / 1000);
    }

    private static double proxyMicros(List<Run> runs) {
        return runs.stream().mapToDouble(Run::proxySeconds).sum() * 1e6 / requests(runs);
    }

    private static double chainMicros(List<Run> runs) {
        return proxyMicros(runs)
                + runs.stream().mapToDouble(Run::functionSeconds).sum() * 1e6 / requests(runs);
    }

    private static double perSecond(List<Run> runs) {
        return runs.stream()
                .mapToDouble(run -> run.load().perSecond())
                .average()
                .orElseThrow();
    }

    private static double requests(List<Run> runs) {
        return runs.stream().mapToLong(run -> run.load().requests()).sum();
    }
}
