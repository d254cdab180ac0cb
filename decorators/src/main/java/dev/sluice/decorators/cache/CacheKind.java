package dev.sluice.decorators.cache;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.decorators.cache.shard.ShardGroup;
import dev.sluice.decorators.cache.shard.ShardProcesses;
import dev.sluice.decorators.cache.shard.ShardSize;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Keeps answers and gives them to later calls, by the rules of HTTP for caches that many share. */
public final class CacheKind implements DecoratorKind<CacheSettings> {

    private final ShardProcesses processes;

    /** {@code processes}: what starts those of sharded caches. */
    public CacheKind(ShardProcesses processes) {
        this.processes = processes;
    }

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
    public void check(CacheSettings settings, DecoratorSite site) {
        settings.shards().ifPresent(shards -> ShardGroup.check(plan(settings, shards, site), processes));
    }

    @Override
    public Decorator make(CacheSettings settings, DecoratorSite site) {
        return new CacheDecorator(settings, site, answers(settings, site));
    }

    private Answers answers(CacheSettings settings, DecoratorSite site) {
        return settings.shards()
                .<Answers>map(shards -> new ShardedAnswers(new ShardGroup(
                        plan(settings, shards, site), processes, site.services().executor())))
                .orElseGet(() -> new LocalAnswers(settings));
    }

    private static ShardGroup.Plan plan(CacheSettings settings, int shards, DecoratorSite site) {
        return new ShardGroup.Plan(
                site.function(),
                name(site),
                "the cache of '" + site.function() + "'",
                shards,
                settings.replicas().orElse(1),
                new ShardSize(settings.maxMemory().bytes() / shards, settings.maxEntries() / shards, (int)
                        settings.maxBody().bytes()));
    }

    /** The same at all gateways for the same version, and for no other one. */
    private static String name(DecoratorSite site) {
        String text = site.function() + "\n" + site.version().orElse(0) + "\n" + site.position();
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
}
