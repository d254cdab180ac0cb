package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.Counting;
import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.http.Load;
import dev.sluice.benchmarks.http.LoadMaker;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** D3: how often {@code cache} spares a call, and how many calls a herd for the same thing comes to. */
public final class CacheHits implements Experiment {

    private static final int KEYS = 100_000;
    private static final int ENTRIES = 10_000;
    private static final int CALLERS = 1_000;

    @Override
    public Set<String> ids() {
        return Set.of("D3");
    }

    @Override
    public Page page() {
        return Page.DECORATORS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        try (Gateway gateway = bench.gateway("cache")) {
            return List.of(hits(bench, gateway), herd(bench, gateway));
        }
    }

    private static void deploy(Gateway gateway, String name, String waitMillis) throws IOException {
        gateway.deploy(
                name,
                FunctionJars.of(Counting.class),
                Map.of(
                        "spec", "decorators: [{cache: {ttl: 1h, maxEntries: " + ENTRIES + "}}]",
                        "minInstances", "1",
                        "maxInstances", "1",
                        "concurrency", "1000",
                        "env.WAIT_MILLIS", waitMillis));
    }

    private static long calls(Gateway gateway, String name) throws IOException {
        return Long.parseLong(gateway.post(name).text());
    }

    private static Result hits(Bench bench, Gateway gateway) throws Exception {
        deploy(gateway, "popular", "0");
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        Ask ask = Ask.get("/function/popular").forSkewedKeys(KEYS);
        bench.say("filling the cache");
        wrk.run(gateway.port(), ask, bench.seconds(8, 4));
        bench.say("measuring " + bench.rounds() + " rounds");
        List<Double> rates = new ArrayList<>();
        long requests = 0;
        for (int round = 0; round < bench.rounds(); round++) {
            long before = calls(gateway, "popular");
            long asked = wrk.run(gateway.port(), ask, Duration.ofSeconds(2)).requests();
            rates.add(1 - (double) (calls(gateway, "popular") - before) / asked);
            requests += asked;
        }
        double best = best();
        return new Result(
                "D3",
                "hit rate of cache, 100,000 skewed keys and room for 10,000, to the best that there can be",
                Samples.of(rates.stream().map(rate -> rate / best).toList()).quartiles(),
                new Goal.AtLeast(0.9, 0.97),
                OptionalDouble.empty(),
                List.of(
                        figure("hit rate", "%.3f", Samples.of(rates).median()),
                        figure("best", "%.3f, the 10,000 most popular keys always kept", best),
                        figure("requests", "%,d", requests)));
    }

    /** By {@link Ask#forSkewedKeys}, the sum of what the most popular keys are asked for. */
    static double best() {
        return Math.log(ENTRIES + 1) / Math.log(KEYS + 1);
    }

    private static Result herd(Bench bench, Gateway gateway) throws Exception {
        deploy(gateway, "slow", "200");
        List<Double> calls = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        int herds = bench.of(10, 3);
        bench.say(herds + " herds");
        for (int herd = 0; herd < herds; herd++) {
            long before = calls(gateway, "slow");
            Load load =
                    LoadMaker.getting(gateway.port(), "/function/slow/" + herd).atOnce(CALLERS);
            if (load.acceptedMillis().size() < CALLERS) {
                throw new IllegalStateException(
                        "not all of " + CALLERS + " callers were answered with 200: " + load.statuses());
            }
            calls.add((double) (calls(gateway, "slow") - before));
            millis.addAll(load.acceptedMillis());
        }
        return new Result(
                "D3",
                "calls of the function that 1,000 callers at once come to, to the one that is needed",
                Samples.of(calls).quartiles(),
                new Goal.AtMost(1, 1),
                OptionalDouble.empty(),
                List.of(
                        figure("herds", "%d, no error", herds),
                        figure("most calls of a herd", "%.0f", Samples.of(calls).percentile(100)),
                        ColdStart.distribution("callers of a function that takes 200 ms", Samples.of(millis))));
    }
}
