package dev.sluice.decorators.transform;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.evaluate.Evaluators;
import dev.sluice.decorators.json.JsonBodies;
import java.util.EnumSet;
import java.util.Set;

/** Rewrites JSON bodies of requests and answers, by JSONata or JSON Patch. */
public final class TransformKind implements DecoratorKind<TransformSettings> {

    private final Evaluators evaluators;

    public TransformKind(Evaluators evaluators) {
        this.evaluators = evaluators;
    }

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
    public void check(TransformSettings settings, DecoratorSite site) {
        settings.request().ifPresent(change -> check("request", change, settings, site));
        settings.response().ifPresent(change -> check("response", change, settings, site));
    }

    private void check(String name, Change change, TransformSettings settings, DecoratorSite site) {
        try {
            evaluator(change, settings, site).check();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Evaluator evaluator(Change change, TransformSettings settings, DecoratorSite site) {
        return evaluators.of(
                site.function(),
                RewriteEngine.NAME,
                RewriteEngine.source(
                        change, settings.maxTime(), settings.maxBody().bytes()));
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(TransformSettings settings, DecoratorSite site) {
        Transformer transformer = new Transformer(
                site,
                settings.request().map(change -> evaluator(change, settings, site)),
                settings.response().map(change -> evaluator(change, settings, site)),
                settings);
        WholeLimits limits = WholeLimits.DEFAULT.withBytes(transformer.maxBody());
        boolean answers = settings.response().isPresent();
        return new WholeDecorator(site, limits, transformer).onlyFor(head -> answers || isJson(head));
    }

    static boolean isJson(RequestHead head) {
        return JsonBodies.isJson(head.headers())
                && head.headers().first("content-encoding").isEmpty();
    }
}
