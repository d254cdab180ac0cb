package dev.sluice.decorators.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import java.util.List;

/** Writes a line for each call into the log of the gateway, as JSON under the logger {@value #LOGGER}. */
public final class LogKind implements DecoratorKind<LogSettings> {

    static final String LOGGER = "dev.sluice.calls";

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String summary() {
        return "Writes a line for each call into the log of the gateway: method, path, status, time, chosen headers.";
    }

    @Override
    public Class<LogSettings> settings() {
        return LogSettings.class;
    }

    @Override
    public String example() {
        return """
                - log: {request: [User-Agent, X-Tenant], response: [Content-Type], query: true, hide: [X-Tenant]}
                """;
    }

    @Override
    public Decorator make(LogSettings settings, DecoratorSite site) {
        Redaction hiding = Redaction.of(settings.hide(), site.credentials());
        System.Logger logger = System.getLogger(LOGGER);
        return new HeadDecorator(site, invocation -> {
            ObjectNode line = begun(invocation, settings, hiding);
            return HeadStep.pass(invocation.head(), new LoggedCall(line, settings, hiding, site, logger));
        });
    }

    private static ObjectNode begun(Invocation invocation, LogSettings settings, Redaction hiding) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("function", invocation.function().value());
        line.put("invocation", invocation.id().value());
        String client = ClientAddress.of(invocation.head().headers());
        if (!client.isEmpty()) {
            line.put("client", client);
        }
        line.put("method", invocation.head().method());
        line.put("path", invocation.head().path());
        if (settings.query() && !invocation.head().query().isEmpty()) {
            line.put("query", hiding.query(invocation.head().query()));
        }
        fields(line, "request", settings.request(), invocation.head().headers(), hiding);
        return line;
    }

    /** The chosen fields that are there. */
    static void fields(ObjectNode line, String member, List<String> names, Headers headers, Redaction hiding) {
        for (String name : names) {
            headers.first(name).ifPresent(value -> {
                String all = String.join(", ", headers.all(name));
                line.withObjectProperty(member).put(name, hiding.shown(name, all));
            });
        }
    }
}
