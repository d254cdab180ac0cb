package dev.sluice.benchmarks.experiment;

import com.google.gson.JsonParser;
import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.http.Answer;
import dev.sluice.benchmarks.http.Callers;
import dev.sluice.benchmarks.http.Connection;
import dev.sluice.benchmarks.kafka.HandRelay;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.kafka.Passage;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** E1: from 202 until the outcome of a call can be read, to the same by hand: produce, consume, call, produce, consume. */
public final class AsyncDelay implements Experiment {

    private static final int PLATFORM = 0;
    private static final int BY_HAND = 1;
    private static final int ROUNDS = 2;

    /** A JVM on two cores compiles for as long, beside the calls. */
    private static final int WARM_UPS = 3;

    private static final int PER_SECOND = 1_000;
    private static final int CONNECTIONS = 400;
    private static final int PARTITIONS = 4;
    private static final byte[] BODY = new byte[128];

    private final AtomicInteger number = new AtomicInteger();

    @Override
    public Set<String> ids() {
        return Set.of("E1");
    }

    @Override
    public Page page() {
        return Page.EVENTS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = PER_SECOND * bench.of(10, 4);
        try (Gateway gateway = bench.gateway("async-delay");
                Kafka kafka = gateway.kafka();
                DirectServer server = DirectServer.start(bench.java(), bench.work());
                Callers callers = new Callers(server.port(), CONNECTIONS);
                Callers clients = new Callers(gateway.port(), CONNECTIONS)) {
            gateway.deploy(
                    "kilobyte",
                    FunctionJars.of(Kilobyte.class),
                    Map.of("minInstances", "1", "maxInstances", "1", "concurrency", "200"));
            bench.say("warming up");
            for (int i = 0; i < WARM_UPS; i++) {
                platform(clients, count);
                byHand(kafka, callers, count);
            }
            bench.say("measuring " + ROUNDS + " rounds");
            Turns<Samples> turns =
                    Turns.take(ROUNDS, () -> platform(clients, count), () -> byHand(kafka, callers, count));
            return List.of(row(turns, 50), row(turns, 99));
        }
    }

    private static Result row(Turns<Samples> turns, int percent) {
        Samples platform = Samples.joined(turns.side(PLATFORM));
        Samples byHand = Samples.joined(turns.side(BY_HAND));
        return new Result(
                "E1",
                "call that runs later, from 202 until its outcome can be read, p" + percent + ", to the same by hand",
                turns.ratio(PLATFORM, BY_HAND, some -> Samples.joined(some).percentile(percent)),
                new Goal.AtMost(2, 1.3),
                OptionalDouble.of(
                        turns.selfCheck(BY_HAND, some -> Samples.joined(some).percentile(percent))),
                List.of(
                        ColdStart.distribution("platform, " + PER_SECOND + " a second", platform),
                        ColdStart.distribution("by hand, " + PER_SECOND + " a second", byHand)));
    }

    private Samples byHand(Kafka kafka, Callers callers, int count) throws Exception {
        String in = "in-" + number.incrementAndGet();
        String out = "out-" + number.get();
        kafka.createTopics(List.of(in, out), PARTITIONS);
        try (HandRelay _ = HandRelay.start(kafka, callers, List.of(in, out), HandRelay.Commits.POSITIONS)) {
            return Samples.of(new Passage(kafka, in, out).run(PER_SECOND, count, BODY));
        }
    }

    private static Samples platform(Callers clients, int count) throws Exception {
        List<Future<Double>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = begin + i * 1_000_000_000L / PER_SECOND;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                calls.add(threads.submit(() -> clients.call(AsyncDelay::one)));
            }
            List<Double> millis = new ArrayList<>();
            for (Future<Double> call : calls) {
                millis.add(call.get());
            }
            return Samples.of(millis);
        }
    }

    private static double one(Connection connection) throws IOException {
        Answer kept = connection.post("/async-function/kilobyte", BODY).orThrow("the call");
        long begin = System.nanoTime();
        Map<String, String> secret = Map.of("X-Call-Secret", kept.headers().getOrDefault("x-call-secret", ""));
        String place = kept.headers().getOrDefault("location", "") + "?wait=60s";
        Answer outcome = connection.exchange("GET", place, secret, new byte[0]).orThrow(place);
        double millis = (System.nanoTime() - begin) / 1e6;
        String state = JsonParser.parseString(outcome.text())
                .getAsJsonObject()
                .get("state")
                .getAsString();
        if (!state.equals("succeeded")) {
            throw new IllegalStateException(place + " has the state " + state);
        }
        return millis;
    }
}
