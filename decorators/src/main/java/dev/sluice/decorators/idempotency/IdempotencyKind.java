package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Lets a call with an {@code Idempotency-Key} happen once, and answers later ones with what came of it. */
public final class IdempotencyKind implements DecoratorKind<IdempotencySettings> {

    @Override
    public String name() {
        return "idempotency";
    }

    @Override
    public String summary() {
        return "Lets a call with an Idempotency-Key happen once, and answers the same to those that repeat it.";
    }

    @Override
    public Class<IdempotencySettings> settings() {
        return IdempotencySettings.class;
    }

    @Override
    public String example() {
        return """
                - idempotency: {methods: [POST], required: true, expires: 1h}
                """;
    }

    @Override
    public Set<Trait> traits(IdempotencySettings settings) {
        return Set.of(Trait.BUFFERS_REQUEST, Trait.BUFFERS_ANSWER, Trait.STORES_ANSWERS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.WITH_CALLER;
    }

    @Override
    public Decorator make(IdempotencySettings settings, DecoratorSite site) {
        return new IdempotencyDecorator(settings, site);
    }
}
