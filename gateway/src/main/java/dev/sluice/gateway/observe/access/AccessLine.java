package dev.sluice.gateway.observe.access;

import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.gateway.problem.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An access record as a line of JSON; its fields are told in {@code docs/observing.md}. */
final class AccessLine {

    private AccessLine() {}

    /** Appends the line and its end. */
    static void write(FinishedCall call, StringBuilder text) {
        Instant start = Instant.EPOCH.plus(call.startEpochMicros(), ChronoUnit.MICROS);
        Timings timings = call.timings();
        new JsonText(text)
                .open('{')
                .member("time", start.toString())
                .member("invocation", call.invocation())
                .member("function", call.function())
                .member("version", call.version())
                .member("instance", call.instance())
                .member("door", call.door())
                .member("method", call.method())
                .member("path", call.path())
                .member("status", call.status())
                .member("outcome", call.outcome().word())
                .member("reason", call.outcome().reasonWord())
                .thousandths("queueMs", timings.queued() / 1_000)
                .thousandths("coldMs", timings.cold() / 1_000)
                .thousandths("runMs", timings.run() / 1_000)
                .thousandths("totalMs", call.totalNanos() / 1_000)
                .member("cold", timings.coldStart())
                .member("bytesIn", call.bytesIn())
                .member("bytesOut", call.bytesOut())
                .member("trace", call.traceId())
                .close('}');
        text.append('\n');
    }
}
