package dev.sluice.decorators.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/** Fills a call's line, and writes it when the call is over. */
final class LoggedCall implements Watch {

    private final ObjectNode line;
    private final LogSettings settings;
    private final Redaction hiding;
    private final DecoratorSite site;
    private final System.Logger logger;
    private final long begun;

    LoggedCall(ObjectNode line, LogSettings settings, Redaction hiding, DecoratorSite site, System.Logger logger) {
        this.line = line;
        this.settings = settings;
        this.hiding = hiding;
        this.site = site;
        this.logger = logger;
        this.begun = site.timers().nanos();
    }

    @Override
    public Headers answered(int status, Headers headers) {
        line.put("status", status);
        LogKind.fields(line, "response", settings.response(), headers, hiding);
        return headers;
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        line.put("outcome", outcome.word());
        line.put("micros", (site.timers().nanos() - begun) / 1_000);
        logger.log(System.Logger.Level.INFO, line::toString);
    }
}
