package dev.sluice.decorators.circuitbreaker;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Stops calling what mostly fails. The circuit is that of one gateway and begins closed with each version. */
public final class CircuitBreakerKind implements DecoratorKind<CircuitBreakerSettings> {

    @Override
    public String name() {
        return "circuit-breaker";
    }

    @Override
    public String summary() {
        return "Stops calling a function that mostly fails, answers 503 with Retry-After, and tries a few calls later.";
    }

    @Override
    public Class<CircuitBreakerSettings> settings() {
        return CircuitBreakerSettings.class;
    }

    @Override
    public String example() {
        return """
                - circuit-breaker: {ratio: 0.5, window: 30s, minimum: 20, open: 10s}
                """;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(CircuitBreakerSettings settings, DecoratorSite site) {
        return new HeadDecorator(site, new CircuitBreaker(settings, site));
    }
}
