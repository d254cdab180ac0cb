package dev.sluice.decorators.mirror;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Copies traffic to another function. */
public final class MirrorKind implements DecoratorKind<MirrorSettings> {

    @Override
    public String name() {
        return "mirror";
    }

    @Override
    public String summary() {
        return "Sends copies of calls to another function and drops its answers; the call itself never waits or fails.";
    }

    @Override
    public Class<MirrorSettings> settings() {
        return MirrorSettings.class;
    }

    @Override
    public String example() {
        return """
                - mirror: {to: prices-next, share: 0.1}
                """;
    }

    @Override
    public Set<Trait> traits(MirrorSettings settings) {
        return Set.of(Trait.SHOWS_REQUESTS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(MirrorSettings settings, DecoratorSite site) {
        if (settings.to().in(site.function().namespace()).equals(site.function())) {
            throw new IllegalArgumentException(
                    "'" + settings.to() + "' cannot be its own mirror: copies go to another function");
        }
        return new Mirror(settings, site);
    }
}
