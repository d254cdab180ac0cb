package dev.sluice.core.decorator.chain;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/**
 * A decorator and where it stands.
 *
 * @param on the entry points at whose calls it stands; the calls of others pass it by
 */
public record PlacedDecorator(DecoratorSite site, Decorator decorator, Set<EntryPoint> on) {

    public PlacedDecorator {
        on = Set.copyOf(on);
    }

    /** One that stands at all calls. */
    public PlacedDecorator(DecoratorSite site, Decorator decorator) {
        this(site, decorator, EntryPoint.ALL);
    }
}
