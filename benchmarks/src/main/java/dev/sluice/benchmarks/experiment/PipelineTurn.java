package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.platform.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A pipeline that exists for as long as this is open, under a name of its own.
 *
 * @param spec its document's {@code spec} in JSON, without the braces and {@code paused}
 */
record PipelineTurn(Gateway gateway, Kafka kafka, String name, String spec) implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Returns when each of {@code stages} has its partitions. */
    static PipelineTurn start(
            Gateway gateway, Kafka kafka, String spec, List<String> stages, int partitions, boolean paused)
            throws Exception {
        PipelineTurn turn = new PipelineTurn(gateway, kafka, "turn-" + NUMBER.incrementAndGet(), spec);
        turn.apply(paused);
        for (String stage : stages) {
            kafka.awaitAssigned(turn.group(stage), partitions);
        }
        return turn;
    }

    void apply(boolean paused) throws IOException {
        gateway.apply(
                "pipeline",
                name,
                "{\"apiVersion\": \"sluice.dev/v1beta1\", \"kind\": \"Pipeline\", \"metadata\": {\"name\": \"" + name
                        + "\"}, \"spec\": {" + spec + ", \"paused\": " + paused + "}}");
    }

    /** What the positions of a stage are kept under. */
    String group(String stage) {
        return "sluice.pipelines.default." + name + "." + stage;
    }

    /** Items that are just over may not be settled yet, and until then it is refused. */
    @Override
    public void close() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                gateway.removeDocument("pipeline", name);
                return;
            } catch (IOException | IllegalStateException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }
}
