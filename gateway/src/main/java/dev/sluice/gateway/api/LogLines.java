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
        return new JsonText()
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
                .member("line", line.line())
                .close('}')
                .toString();
    }
}
