package dev.sluice.benchmarks.experiment;

import com.google.gson.JsonObject;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.platform.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A trigger that works off a topic from its start.
 *
 * @param spec its document's {@code spec} in JSON, without the braces, {@code paused}, and the group
 */
record TriggerRun(Gateway gateway, Kafka kafka, String topic, String source, String spec) {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The clock starts when it has its partitions, and ends when all of their records are committed. Records a second. */
    double take(long count) throws Exception {
        String name = "run-" + NUMBER.incrementAndGet();
        gateway.apply("trigger", name, document(name, true));
        try {
            awaitLag(name, count);
            long begin = System.nanoTime();
            gateway.apply("trigger", name, document(name, false));
            kafka.awaitCommitted("sluice.trigger.default." + name, count);
            return count / ((System.nanoTime() - begin) / 1e9);
        } finally {
            gateway.removeDocument("trigger", name);
        }
    }

    private String document(String name, boolean paused) {
        return "{\"apiVersion\": \"sluice.dev/v1beta1\", \"kind\": \"Trigger\", \"metadata\": {\"name\": \"" + name
                + "\"}, \"spec\": {\"topic\": {\"name\": \"" + topic + "\", \"from\": \"earliest\", " + source + "}, "
                + spec
                + ", \"paused\": " + paused + "}}";
    }

    private void awaitLag(String name, long count) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonObject status = gateway.status("trigger", name);
        while (!status.has("lag") || status.get("lag").getAsLong() < count) {
            if (System.nanoTime() > end) {
                throw new IOException("the trigger has not found its records: " + status);
            }
            LockSupport.parkNanos(LOOK.toNanos());
            status = gateway.status("trigger", name);
        }
    }
}
