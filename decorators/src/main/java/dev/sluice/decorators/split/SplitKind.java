package dev.sluice.decorators.split;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Shares calls out among functions, such as two variants that are compared. */
public final class SplitKind implements DecoratorKind<SplitSettings> {

    @Override
    public String name() {
        return "split";
    }

    @Override
    public String summary() {
        return "Shares calls out among functions by weight; the same caller may come to the same one again.";
    }

    @Override
    public Class<SplitSettings> settings() {
        return SplitSettings.class;
    }

    @Override
    public String example() {
        return """
                - split: {targets: {prices: 90, prices-next: 10}, sticky: {cookie: variant}}
                """;
    }

    @Override
    public Set<Trait> traits(SplitSettings settings) {
        return settings.sticky() instanceof Sticky.Subject ? Set.of(Trait.NEEDS_SUBJECT) : Set.of();
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(SplitSettings settings, DecoratorSite site) {
        return new Split(settings, site);
    }
}
