package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Kilobyte;
import dev.sluice.benchmarks.code.Totals;
import dev.sluice.benchmarks.code.TotalsServer;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** P9: a trigger to a loop by hand: consume, call, produce; and the same of many events in one call. */
public final class EventCalls implements Experiment {

    private static final int TRIGGER = 0;
    private static final int LOOP = 1;
    private static final int ROUNDS = 3;
    private static final int PARTITIONS = 8;
    private static final int UNDER_WAY = 64;
    private static final int BATCHES_UNDER_WAY = 8;
    private static final int TOGETHER = 50;
    private static final String TOPIC = "calls";
    /** Of more records than {@link #TOPIC}, because a turn of batches would end within a second there. */
    private static final String LONG_TOPIC = "many-calls";

    private static final Map<String, String> ONE_INSTANCE =
            Map.of("minInstances", "1", "maxInstances", "1", "concurrency", "200");

    @Override
    public Set<String> ids() {
        return Set.of("P9");
    }

    @Override
    public Page page() {
        return Page.EVENTS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        int count = bench.of(60_000, 10_000);
        int inBatches = bench.of(300_000, 20_000);
        try (Gateway gateway = bench.gateway("event-calls");
                Kafka kafka = gateway.kafka()) {
            kafka.createTopics(List.of(TOPIC, LONG_TOPIC, "answers", "answers-by-hand"), PARTITIONS);
            kafka.fill(TOPIC, count, EventCalls::order);
            kafka.fill(LONG_TOPIC, inBatches, EventCalls::order);
            gateway.deploy("kilobyte", FunctionJars.of(Kilobyte.class), ONE_INSTANCE);
            gateway.deploy("totals", FunctionJars.of(Totals.class), ONE_INSTANCE);
            return List.of(one(bench, gateway, kafka, count), batches(bench, gateway, kafka, inBatches));
        }
    }

    /** 128 bytes of JSON. */
    private static byte[] order(int number) {
        String begin = "{\"order\": " + number + ", \"note\": \"";
        return (begin + "x".repeat(126 - begin.length()) + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static Result one(Bench bench, Gateway gateway, Kafka kafka, int count) throws Exception {
        TriggerRun trigger = new TriggerRun(
                gateway,
                kafka,
                TOPIC,
                "\"concurrency\": " + UNDER_WAY,
                "\"function\": \"kilobyte\", \"reply\": {\"topic\": \"answers\"}");
        try (DirectServer server = DirectServer.start(bench.java(), bench.work());
                Callers callers = new Callers(server.port(), UNDER_WAY)) {
            HandLoop loop = new HandLoop(kafka, callers, Optional.of("answers-by-hand"));
            return result(
                    bench,
                    "records a second, consume, call and produce, trigger to a loop by hand",
                    () -> trigger.take(count),
                    () -> loop.withBarrier(TOPIC, count),
                    UNDER_WAY + ", one event each, ordered by 5,000 keys; those of the loop in no order");
        }
    }

    private static Result batches(Bench bench, Gateway gateway, Kafka kafka, int count) throws Exception {
        TriggerRun trigger = new TriggerRun(
                gateway,
                kafka,
                LONG_TOPIC,
                "\"delivery\": \"elastic\", \"concurrency\": " + BATCHES_UNDER_WAY + ", \"batch\": {\"size\": "
                        + TOGETHER + "}",
                "\"function\": \"totals\"");
        try (DirectServer server = DirectServer.start(bench.java(), bench.work(), TotalsServer.class);
                Callers callers = new Callers(server.port(), BATCHES_UNDER_WAY)) {
            HandLoop loop = new HandLoop(kafka, callers, Optional.empty(), TOGETHER, 500);
            return result(
                    bench,
                    "records a second, batches of " + TOGETHER + " in one call, trigger to a loop by hand",
                    () -> trigger.take(count),
                    () -> loop.withBarrier(LONG_TOPIC, count),
                    BATCHES_UNDER_WAY + ", up to " + TOGETHER
                            + " events each, in no order: CloudEvents in JSON for the trigger, bare values for the loop");
        }
    }

    private static Result result(
            Bench bench, String shape, Turns.Turn<Double> trigger, Turns.Turn<Double> loop, String underWay)
            throws Exception {
        bench.say("warming up: " + shape);
        trigger.take();
        loop.take();
        Turns<Double> turns = Turns.take(ROUNDS, trigger, loop);
        return new Result(
                "P9",
                shape,
                turns.ratio(TRIGGER, LOOP, EventCalls::mean),
                new Goal.AtLeast(0.6, 0.9),
                OptionalDouble.of(turns.selfCheck(LOOP, EventCalls::mean)),
                List.of(
                        figure("trigger", "%,.0f a second", mean(turns.side(TRIGGER))),
                        figure("loop by hand", "%,.0f a second", mean(turns.side(LOOP))),
                        figure("calls under way", "%s", underWay)));
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
