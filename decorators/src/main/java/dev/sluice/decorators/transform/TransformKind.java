package dev.sluice.decorators.transform;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.json.JsonBodies;
import java.util.EnumSet;
import java.util.Set;

/** Rewrites JSON bodies of requests and answers, by JSONata or JSON Patch. */
public final class TransformKind implements DecoratorKind<TransformSettings> {

    @Override
    public String name() {
        return "transform";
    }

    @Override
    public String summary() {
        return "Rewrites JSON bodies of requests and answers, by JSONata or JSON Patch.";
    }

    @Override
    public Class<TransformSettings> settings() {
        return TransformSettings.class;
    }

    @Override
    public String example() {
        return """
                - transform:
                    request: {jsonata: '{"name": first & " " & last, "tenant": $headers."x-tenant"}'}
                    response: {patch: [{op: remove, path: /internal}, {op: add, path: /version, value: 2}]}
                """;
    }

    @Override
    public Set<Trait> traits(TransformSettings settings) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        settings.request().ifPresent(change -> traits.add(Trait.BUFFERS_REQUEST));
        settings.response().ifPresent(change -> traits.add(Trait.BUFFERS_ANSWER));
        return traits;
    }

    @Override
    public Decorator make(TransformSettings settings, DecoratorSite site) {
        Transformer transformer = new Transformer(
                site,
                settings.request().map(change -> Rewriting.of(change, settings.maxTime())),
                settings.response().map(change -> Rewriting.of(change, settings.maxTime())),
                (int) settings.maxBody().bytes());
        WholeLimits limits = WholeLimits.DEFAULT.withBytes(transformer.maxBody());
        boolean answers = settings.response().isPresent();
        return new WholeDecorator(site, limits, transformer).onlyFor(head -> answers || isJson(head));
    }

    static boolean isJson(RequestHead head) {
        return JsonBodies.isJson(head.headers())
                && head.headers().first("content-encoding").isEmpty();
    }
}
