package dev.sluice.gateway.api;

import dev.sluice.core.problem.JsonText;
import dev.sluice.core.runner.LogLine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Log lines as the API tells them. */
final class LogLines {

    private LogLines() {}

    static String json(LogLine line) {
        JsonText json = new JsonText()
                .open('{')
                .member(
                        "time",
                        Instant.EPOCH
                                .plus(line.epochMicros(), ChronoUnit.MICROS)
                                .toString())
                .member("version", line.version())
                .member("instance", line.instance().value())
                .member("invocation", line.invocation())
                .member("source", line.source().name().toLowerCase(Locale.ROOT))
                .member("line", line.line());
        if (!line.fields().isEmpty()) {
            json.name("fields").open('{');
            line.fields().forEach(json::member);
            json.close('}');
        }
        return json.close('}').toString();
    }
}
