package dev.sluice.decorators.timeout;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Ends calls that take too long. */
public final class TimeoutKind implements DecoratorKind<TimeoutSettings> {

    @Override
    public String name() {
        return "timeout";
    }

    @Override
    public String summary() {
        return "Cancels a call that takes too long, waiting included, and answers 504.";
    }

    @Override
    public Class<TimeoutSettings> settings() {
        return TimeoutSettings.class;
    }

    @Override
    public String example() {
        return """
                - timeout: 2s
                """;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(TimeoutSettings settings, DecoratorSite site) {
        return (invocation, listener, next) ->
                new TimedCall(settings, site, invocation.id(), listener).start(invocation, next);
    }
}
