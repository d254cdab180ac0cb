package dev.sluice.decorators.headers;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Sets, adds and removes header fields of the request and of the answer. */
public final class HeadersKind implements DecoratorKind<HeadersSettings> {

    @Override
    public String name() {
        return "headers";
    }

    @Override
    public String summary() {
        return "Sets, adds and removes header fields of the request and of the answer.";
    }

    @Override
    public Class<HeadersSettings> settings() {
        return HeadersSettings.class;
    }

    @Override
    public String example() {
        return """
                - headers:
                    request: {set: {X-Tenant: acme}, remove: [Cookie]}
                    response: {set: {Cache-Control: no-store}}
                """;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(HeadersSettings settings, DecoratorSite site) {
        CompiledEdits request = settings.request().compiled();
        CompiledEdits response = settings.response().compiled();
        Watch watch = response.isNothing() ? Watch.NOTHING : response;
        return new HeadDecorator(site, invocation -> HeadStep.pass(request.apply(invocation.head()), watch));
    }
}
