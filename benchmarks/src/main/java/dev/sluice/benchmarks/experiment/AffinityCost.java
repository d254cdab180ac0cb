package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.code.Waiting;
import dev.sluice.benchmarks.measure.ProcessorTime;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** W3: what it costs to find an instance by a key, and how evenly keys that are not called evenly fill the instances. */
public final class AffinityCost implements Experiment {

    private static final int INSTANCES = 4;

    /** So many that the key which is called most has more than half of an even share, and is hot. */
    private static final int SPREAD_OVER = 8;

    private static final int KEYS = 10_000;
    private static final String FIELD = "X-User";
    private static final int BY_KEY = 0;
    private static final int PLAIN = 1;

    @Override
    public Set<String> ids() {
        return Set.of("W3");
    }

    @Override
    public Page page() {
        return Page.PATTERNS;
    }

    private record Run(long requests, double seconds) {}

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        try (Gateway gateway = bench.gateway("affinity")) {
            deploy(gateway, "plain", Kilobyte.class, INSTANCES, Map.of());
            deploy(gateway, "keyed", Kilobyte.class, INSTANCES, Map.of("affinity", "header " + FIELD));
            bench.say("warming up");
            for (int i = 0; i < bench.of(4, 1); i++) {
                wrk.run(gateway.port(), ask("plain"), Duration.ofSeconds(3));
                wrk.run(gateway.port(), ask("keyed"), Duration.ofSeconds(3));
            }
            bench.say("measuring " + bench.rounds() + " rounds");
            Duration turn = bench.seconds(3, 2);
            Result cost = cost(Turns.take(
                    bench.rounds(),
                    () -> measured(wrk, gateway, "keyed", turn),
                    () -> measured(wrk, gateway, "plain", turn)));
            gateway.remove("plain");
            gateway.remove("keyed");
            return List.of(cost, evenness(bench, wrk, gateway));
        }
    }

    private static void deploy(Gateway gateway, String name, Class<?> code, int instances, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> fields = new HashMap<>(more);
        fields.put("minInstances", "" + instances);
        fields.put("maxInstances", "" + instances);
        fields.put("concurrency", "200");
        gateway.deploy(name, FunctionJars.of(code), fields);
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (inFlight(gateway.describe(name)).size() < instances) {
            if (System.nanoTime() > end) {
                throw new IOException("not all instances of " + name + " were up in a minute");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static Ask ask(String function) {
        return Ask.post("/function/" + function, "application/octet-stream", "x".repeat(128))
                .forSkewedValues(FIELD, KEYS);
    }

    private static Run measured(Wrk wrk, Gateway gateway, String function, Duration length)
            throws IOException, InterruptedException {
        List<Long> pid = List.of(gateway.pid());
        double before = ProcessorTime.seconds(pid);
        long requests = wrk.run(gateway.port(), ask(function), length).requests();
        return new Run(requests, ProcessorTime.seconds(pid) - before);
    }

    private static double micros(List<Run> runs) {
        return runs.stream().mapToDouble(Run::seconds).sum()
                * 1e6
                / runs.stream().mapToLong(Run::requests).sum();
    }

    private static Result cost(Turns<Run> turns) {
        return new Result(
                "W3",
                "processor time of the gateway per request, instance by key to any instance",
                turns.ratio(BY_KEY, PLAIN, AffinityCost::micros),
                new Goal.AtMost(1.1, 1.05),
                OptionalDouble.of(turns.selfCheck(PLAIN, AffinityCost::micros)),
                List.of(
                        figure("by key", "%.1f µs", micros(turns.side(BY_KEY))),
                        figure("any instance", "%.1f µs", micros(turns.side(PLAIN)))));
    }

    private static Result evenness(Bench bench, Wrk wrk, Gateway gateway) throws Exception {
        deploy(
                gateway,
                "waiting",
                Waiting.class,
                SPREAD_OVER,
                Map.of("affinity", "header " + FIELD, "env.WAIT_MILLIS", "50"));
        Duration length = bench.seconds(15, 5);
        bench.say("looking at calls under way for " + length.toSeconds() + " s");
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            try {
                wrk.run(gateway.port(), ask("waiting"), length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        TimeUnit.SECONDS.sleep(1);
        List<Double> fullest = new ArrayList<>();
        JsonObject last = gateway.describe("waiting");
        while (!load.isDone()) {
            List<Integer> calls = inFlight(gateway.describe("waiting"));
            double mean = calls.stream().mapToInt(each -> each).average().orElse(0);
            if (mean >= 6) {
                fullest.add(calls.stream().mapToInt(each -> each).max().orElse(0) / mean);
                last = gateway.describe("waiting");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        load.join();
        Samples samples = Samples.of(fullest);
        JsonObject affinity = last.getAsJsonObject("affinity");
        return new Result(
                "W3",
                "calls under way at the fullest instance to the mean, 10,000 keys by Zipf's law",
                samples.quartiles(),
                new Goal.AtMost(1.25, 1.25),
                OptionalDouble.empty(),
                List.of(
                        figure(
                                "looks",
                                "%d, the greatest but one in a hundred %.2f",
                                samples.size(),
                                samples.percentile(99)),
                        figure(
                                "calls",
                                "%,d at the own instance of their key, %,d at a replica of a hot key, %,d spilled",
                                affinity.get("own").getAsLong(),
                                affinity.get("replicas").getAsLong(),
                                affinity.get("spilled").getAsLong()),
                        figure("hot keys", "%d", affinity.get("hot").getAsLong())));
    }

    /** Of each instance that serves. */
    private static List<Integer> inFlight(JsonObject function) {
        List<Integer> calls = new ArrayList<>();
        for (JsonElement instance : function.getAsJsonArray("instances")) {
            if (instance.getAsJsonObject().get("state").getAsString().equals("ready")) {
                calls.add(instance.getAsJsonObject().get("inFlight").getAsInt());
            }
        }
        return calls;
    }
}
