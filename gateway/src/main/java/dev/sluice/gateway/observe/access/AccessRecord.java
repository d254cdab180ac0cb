package dev.sluice.gateway.observe.access;

import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.problem.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is written of a call. It holds on to none of the call's headers and bodies, so that calls whose records wait cost
 * little memory; the query is left out because people put secrets there.
 */
record AccessRecord(
        long startEpochMicros,
        String invocation,
        String function,
        int version,
        String instance,
        String door,
        String method,
        String path,
        int status,
        Outcome outcome,
        Timings timings,
        long totalNanos,
        long bytesIn,
        long bytesOut,
        String traceparent) {

    /** Longer paths are cut. */
    static final int MAX_PATH = 1_024;

    private static final int MAX_METHOD = 32;

    static AccessRecord of(InvocationRecord call) {
        RequestHead head = call.invocation().head();
        return new AccessRecord(
                call.startEpochMicros(),
                call.invocation().id().value(),
                call.invocation().function().value(),
                call.version(),
                call.instance(),
                call.door(),
                cut(head.method(), MAX_METHOD),
                cut(head.path(), MAX_PATH),
                call.status(),
                call.outcome(),
                call.timings(),
                call.totalNanos(),
                call.bytesIn(),
                call.bytesOut(),
                call.traceparent());
    }

    /** Appends one line of JSON and its end. */
    void write(StringBuilder text) {
        new JsonText(text)
                .open('{')
                .member(
                        "time",
                        Instant.EPOCH.plus(startEpochMicros, ChronoUnit.MICROS).toString())
                .member("invocation", invocation)
                .member("function", function)
                .member("version", version)
                .member("instance", instance)
                .member("door", door)
                .member("method", method)
                .member("path", path)
                .member("status", status)
                .member("outcome", outcome.word())
                .member("reason", outcome.reasonWord())
                .thousandths("queueMs", timings.queued() / 1_000)
                .thousandths("coldMs", timings.cold() / 1_000)
                .thousandths("runMs", timings.run() / 1_000)
                .thousandths("totalMs", totalNanos / 1_000)
                .member("cold", timings.coldStart())
                .member("bytesIn", bytesIn)
                .member("bytesOut", bytesOut)
                .member("trace", traceId())
                .close('}');
        text.append('\n');
    }

    private String traceId() {
        return traceparent.length() >= 35 ? traceparent.substring(3, 35) : "";
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
