package dev.sluice.decorators.hedge;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.repeat.Repeatable;
import java.util.Set;

/** Calls a second time where the first is slow. */
public final class HedgeKind implements DecoratorKind<HedgeSettings> {

    @Override
    public String name() {
        return "hedge";
    }

    @Override
    public String summary() {
        return "Makes a second call where the first is slow, with `Sluice-Hedged: true`, takes the first good answer and cancels the"
                + " other call.";
    }

    @Override
    public Class<HedgeSettings> settings() {
        return HedgeSettings.class;
    }

    @Override
    public String example() {
        return """
                - hedge: {after: p95, budget: 0.1}
                """;
    }

    @Override
    public Set<Trait> traits(HedgeSettings settings) {
        return Set.of(Trait.BUFFERS_REQUEST, Trait.REPEATS_CALLS);
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(HedgeSettings settings, DecoratorSite site) {
        return new Repeatable(site, settings.repeatable(), settings.body(), new Hedge(settings, site));
    }
}
