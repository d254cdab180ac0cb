package dev.sluice.decorators.retry;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.repeat.Repeatable;
import java.util.Set;

/** Calls again after a failure. */
public final class RetryKind implements DecoratorKind<RetrySettings> {

    @Override
    public String name() {
        return "retry";
    }

    @Override
    public String summary() {
        return "Calls again after a failure, with growing pauses and within a budget, before anything was answered.";
    }

    @Override
    public Class<RetrySettings> settings() {
        return RetrySettings.class;
    }

    @Override
    public String example() {
        return """
                - retry: {attempts: 3, delay: 100ms, statuses: [502, 503, 504]}
                """;
    }

    @Override
    public Set<Trait> traits(RetrySettings settings) {
        return Set.of(Trait.BUFFERS_REQUEST, Trait.REPEATS_CALLS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(RetrySettings settings, DecoratorSite site) {
        return new Repeatable(site, settings.methods(), settings.body(), new Retry(settings, site));
    }
}
