package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.invocation.EntryPoint;
import java.util.EnumSet;
import java.util.Set;

/** Keeps answers and gives them to later calls, by the rules of HTTP for caches that many share. */
public final class CacheKind implements DecoratorKind<CacheSettings> {

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String summary() {
        return "Keeps answers to GET and gives them to later calls, by the rules of HTTP for shared caches.";
    }

    @Override
    public Class<CacheSettings> settings() {
        return CacheSettings.class;
    }

    @Override
    public String example() {
        return """
                - cache: {ttl: 30s, staleWhileRevalidate: 5m, key: {query: [page], headers: [Accept-Language]}}
                """;
    }

    @Override
    public Set<Trait> traits(CacheSettings settings) {
        Set<Trait> traits = EnumSet.of(Trait.STORES_ANSWERS);
        if (settings.key().subject()) {
            traits.add(Trait.NEEDS_SUBJECT);
        }
        return traits;
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.ANSWERED;
    }

    @Override
    public Decorator make(CacheSettings settings, DecoratorSite site) {
        return new CacheDecorator(settings, site);
    }
}
