package dev.sluice.decorators.validate;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.WaitingHead;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.evaluate.Evaluators;
import java.util.Set;

/** Refuses requests that a JSON Schema does not allow, and tells everything that is wrong with them. */
public final class ValidateKind implements DecoratorKind<ValidateSettings> {

    private final Evaluators evaluators;

    public ValidateKind(Evaluators evaluators) {
        this.evaluators = evaluators;
    }

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public String summary() {
        return "Refuses requests that a JSON Schema does not allow, with a list of all that is wrong.";
    }

    @Override
    public Class<ValidateSettings> settings() {
        return ValidateSettings.class;
    }

    @Override
    public String example() {
        return """
            - validate:
                body:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string, minLength: 1}
                    age: {type: integer, minimum: 0}
                query: {properties: {limit: {type: integer, maximum: 100}}}
            """;
    }

    @Override
    public Set<Trait> traits(ValidateSettings settings) {
        return settings.body().isPresent() ? Set.of(Trait.BUFFERS_REQUEST) : Set.of();
    }

    @Override
    public void check(ValidateSettings settings, DecoratorSite site) {
        evaluator(settings, site).check();
    }

    private Evaluator evaluator(ValidateSettings settings, DecoratorSite site) {
        return evaluators.of(site.function(), SchemaEngine.NAME, SchemaEngine.source(settings));
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.BEFORE_ACCEPTANCE;
    }

    @Override
    public Decorator make(ValidateSettings settings, DecoratorSite site) {
        Validator validator = new Validator(site, settings, evaluator(settings, site));
        if (settings.body().isEmpty()) {
            return new WaitingHead(site, invocation -> step(validator, invocation.head()));
        }
        WholeLimits limits =
                WholeLimits.DEFAULT.withBytes((int) settings.maxBody().bytes());
        return new WholeDecorator(site, limits, (request, next) -> {
            var problem = validator.whole(request);
            return problem.isPresent() ? Reply.own(problem.get(), request) : next.call(request);
        });
    }

    private static HeadStep step(Validator validator, RequestHead head) {
        try {
            return validator.head(head).map(HeadStep::stop).orElseGet(() -> HeadStep.pass(head));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody ends the thread of a decision", e);
        }
    }
}
