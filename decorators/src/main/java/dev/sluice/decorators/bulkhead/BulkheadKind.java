package dev.sluice.decorators.bulkhead;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.EntryPoint;
import java.util.Set;

/** Bounds how many calls are under way at the same time, in one gateway. */
public final class BulkheadKind implements DecoratorKind<BulkheadSettings> {

    @Override
    public String name() {
        return "bulkhead";
    }

    @Override
    public String summary() {
        return "Lets so many calls run at the same time and so many wait; answers 503 with Retry-After beyond that.";
    }

    @Override
    public Class<BulkheadSettings> settings() {
        return BulkheadSettings.class;
    }

    @Override
    public String example() {
        return """
                - bulkhead: {calls: 10, waiting: 50, patience: 2s}
                """;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.AT_ATTEMPTS;
    }

    @Override
    public Decorator make(BulkheadSettings settings, DecoratorSite site) {
        return new Bulkhead(settings, site);
    }
}
