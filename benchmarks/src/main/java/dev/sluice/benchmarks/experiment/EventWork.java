package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Working;
import dev.sluice.benchmarks.code.WorkingServer;
import dev.sluice.benchmarks.http.Callers;
import dev.sluice.benchmarks.kafka.HandLoop;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.DirectServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** P10: events whose function takes 10 ms, with many under way: to loops by hand; and what one of 5 s among them costs. */
public final class EventWork implements Experiment {

    private static final int TRIGGER = 0;
    private static final int BARRIER = 1;
    private static final int UNORDERED = 2;
    private static final int BESIDE_SLOW = 3;
    private static final int ROUNDS = 2;
    private static final int PARTITIONS = 8;
    private static final int UNDER_WAY = 1_000;
    private static final String EVEN = "even";
    private static final String ONE_SLOW = "one-slow";

    @Override
    public Set<String> ids() {
        return Set.of("P10");
    }

    @Override
    public Page page() {
        return Page.EVENTS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = bench.of(200_000, 20_000);
        try (Gateway gateway = bench.gateway("event-work");
                Kafka kafka = gateway.kafka();
                DirectServer server = DirectServer.start(bench.java(), bench.work(), WorkingServer.class);
                Callers callers = new Callers(server.port(), UNDER_WAY)) {
            kafka.createTopics(List.of("warm-up", EVEN, ONE_SLOW), PARTITIONS);
            kafka.fill("warm-up", count / 10, _ -> work(10));
            kafka.fill(EVEN, count, _ -> work(10));
            kafka.fill(ONE_SLOW, count, i -> work(i == count / 10 ? 5_000 : 10));
            gateway.deploy(
                    "working",
                    FunctionJars.of(Working.class),
                    Map.of("minInstances", "1", "maxInstances", "1", "concurrency", String.valueOf(UNDER_WAY)));
            HandLoop loop = new HandLoop(kafka, callers, Optional.empty(), 1, UNDER_WAY);

            bench.say("warming up");
            trigger(gateway, kafka, "warm-up").take(count / 10);
            loop.withBarrier("warm-up", count / 10);
            loop.unordered("warm-up", count / 10);
            bench.say("measuring " + ROUNDS + " rounds of " + count + " records");
            Turns<Double> turns = Turns.take(
                    ROUNDS,
                    () -> trigger(gateway, kafka, EVEN).take(count),
                    () -> loop.withBarrier(EVEN, count),
                    () -> loop.unordered(EVEN, count),
                    () -> trigger(gateway, kafka, ONE_SLOW).take(count));
            return results(turns, count, loop.withBarrier(ONE_SLOW, count));
        }
    }

    private static TriggerRun trigger(Gateway gateway, Kafka kafka, String topic) {
        return new TriggerRun(gateway, kafka, topic, "\"concurrency\": " + UNDER_WAY, "\"function\": \"working\"");
    }

    /** 100 bytes. */
    private static byte[] work(int millis) {
        return Arrays.copyOf((millis + " ").getBytes(StandardCharsets.US_ASCII), 100);
    }

    private static List<Result> results(Turns<Double> turns, int count, double barrierBesideSlow) {
        double barrier = EventCalls.mean(turns.side(BARRIER));
        return List.of(
                row(
                        turns,
                        "records a second, 10 ms each, trigger to a loop with a barrier",
                        TRIGGER,
                        BARRIER,
                        new Goal.AtLeast(1.0, 1.4),
                        List.of(
                                figure("trigger", "%,.0f a second", EventCalls.mean(turns.side(TRIGGER))),
                                figure("loop with a barrier", "%,.0f a second", barrier),
                                figure("records", "%,d, 100 bytes, 8 partitions, 5,000 keys", count),
                                figure("calls under way", "%,d", UNDER_WAY))),
                row(
                        turns,
                        "records a second, 10 ms each, trigger to an unordered loop",
                        TRIGGER,
                        UNORDERED,
                        new Goal.AtLeast(0.6, 0.85),
                        List.of(figure("unordered loop", "%,.0f a second", EventCalls.mean(turns.side(UNORDERED))))),
                row(
                        turns,
                        "records a second, trigger, with one record of 5 s among them to without",
                        BESIDE_SLOW,
                        TRIGGER,
                        new Goal.AtLeast(0.9, 1.0),
                        List.of(
                                figure("with it", "%,.0f a second", EventCalls.mean(turns.side(BESIDE_SLOW))),
                                figure("without it", "%,.0f a second", EventCalls.mean(turns.side(TRIGGER))),
                                figure(
                                        "loop with a barrier, with it to without, one turn",
                                        "%.2f",
                                        barrierBesideSlow / barrier))));
    }

    private static Result row(
            Turns<Double> turns, String shape, int side, int other, Goal goal, List<Result.Figure> figures) {
        return new Result(
                "P10",
                shape,
                turns.ratio(side, other, EventCalls::mean),
                goal,
                OptionalDouble.of(turns.selfCheck(other, EventCalls::mean)),
                figures);
    }
}
