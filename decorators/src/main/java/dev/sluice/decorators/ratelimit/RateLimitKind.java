package dev.sluice.decorators.ratelimit;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.WaitingHead;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.caller.CallerKey;
import java.util.Set;

/** Turns calls away that come too fast. Limits are those of one gateway and begin anew with each version, unless they are shared. */
public final class RateLimitKind implements DecoratorKind<RateLimitSettings> {

    @Override
    public String name() {
        return "rate-limit";
    }

    @Override
    public String summary() {
        return "Lets each caller make so many calls in so much time; answers 429 with Retry-After beyond that.";
    }

    @Override
    public Class<RateLimitSettings> settings() {
        return RateLimitSettings.class;
    }

    @Override
    public String example() {
        return """
                - rate-limit: {rate: 100, per: 60s, burst: 20, key: {header: X-Api-Key}}
                """;
    }

    @Override
    public Set<Trait> traits(RateLimitSettings settings) {
        return settings.key() instanceof CallerKey.Subject ? Set.of(Trait.NEEDS_SUBJECT) : Set.of();
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.BEFORE_ACCEPTANCE;
    }

    @Override
    public Decorator make(RateLimitSettings settings, DecoratorSite site) {
        RateLimit limit = new RateLimit(settings, site);
        return settings.shared() ? new WaitingHead(site, limit) : new HeadDecorator(site, limit);
    }
}
