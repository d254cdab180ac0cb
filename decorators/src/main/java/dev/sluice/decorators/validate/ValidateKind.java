package dev.sluice.decorators.validate;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeLimits;
import java.util.Set;

/** Refuses requests that a JSON Schema does not allow, and tells everything that is wrong with them. */
public final class ValidateKind implements DecoratorKind<ValidateSettings> {

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
    public Decorator make(ValidateSettings settings, DecoratorSite site) {
        Validator validator = Validator.of(settings, site);
        if (settings.body().isEmpty()) {
            return new HeadDecorator(
                    site,
                    invocation -> validator
                            .head(invocation.head())
                            .map(HeadStep::stop)
                            .orElseGet(() -> HeadStep.pass(invocation.head())));
        }
        WholeLimits limits =
                WholeLimits.DEFAULT.withBytes((int) settings.maxBody().bytes());
        return new WholeDecorator(site, limits, (request, next) -> {
            var problem = validator.whole(request);
            return problem.isPresent() ? Reply.own(problem.get(), request) : next.call(request);
        });
    }
}
