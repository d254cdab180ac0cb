package dev.sluice.gateway.observe.access;

import dev.sluice.core.invocation.Timings;
import dev.sluice.gateway.observe.calls.FinishedCall;
import java.time.Instant;

/** Writes access records as lines of JSON; their fields are told in {@code docs/observing.md}. For one thread. */
final class AccessLines {

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /** Appends a record and the end of its line. */
    void write(FinishedCall call, AsciiLine line) {
        Timings timings = call.timings();
        time(call.startEpochMicros(), line);
        line.plain(",\"invocation\":").quoted(call.invocation());
        line.plain(",\"namespace\":").quoted(call.namespace());
        line.plain(",\"function\":").quoted(call.name());
        line.plain(",\"version\":").number(call.version());
        line.plain(",\"instance\":").quoted(call.instance());
        line.plain(",\"door\":").quoted(call.entryPoint());
        line.plain(",\"client\":").quoted(call.client());
        line.plain(",\"method\":").quoted(call.method());
        line.plain(",\"path\":").quoted(call.path());
        line.plain(",\"status\":").number(call.status());
        line.plain(",\"outcome\":").quoted(call.end().outcome());
        line.plain(",\"reason\":").quoted(call.end().reason());
        line.plain(",\"error\":").quoted(call.end().error());
        line.plain(",\"decorator\":").quoted(call.end().decorator());
        line.plain(",\"queueMs\":").millis(timings.queued() / 1_000);
        line.plain(",\"coldMs\":").millis(timings.cold() / 1_000);
        line.plain(",\"runMs\":").millis(timings.run() / 1_000);
        line.plain(",\"totalMs\":").millis(call.totalNanos() / 1_000);
        line.plain(",\"cold\":").plain(timings.coldStart() ? "true" : "false");
        line.plain(",\"bytesIn\":").number(call.bytesIn());
        line.plain(",\"bytesOut\":").number(call.bytesOut());
        if (!call.progress().isEmpty()) {
            line.plain(",\"progress\":").quoted(call.progress());
        }
        line.plain(",\"trace\":").quoted(call.traceId()).plain("}\n");
    }

    private void time(long epochMicros, AsciiLine line) {
        long now = Math.floorDiv(epochMicros, 1_000_000L);
        if (now != second) {
            second = now;
            String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
        }
        line.plain("{\"time\":\"").plain(secondText).plain(".");
        line.digits(Math.floorMod(epochMicros, 1_000_000L), 6).plain("Z\"");
    }
}
