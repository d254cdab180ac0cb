package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.cache.shard.LinkReport;
import dev.sluice.gateway.cache.CacheProcesses;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sharded caches that calls came to at one gateway.
 *
 * @param all how many processes they have; {@code first} has at most {@value #MOST} of those of several functions, the one with most hits
 *     first, and all of those of one
 */
record CachesAnswer(int all, List<Shard> first) {

    private static final int MOST = 20;

    /**
     * A process of one.
     *
     * @param name of the function
     * @param state {@code idle}, {@code starting} or {@code connected}
     * @param keys how many have answers, about; empty if it does not tell
     * @param bytes what those take
     * @param away asked for while it was not there, or said nothing in time
     * @param ended how often it was lost
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Shard(
            String name,
            String namespace,
            int shard,
            int replica,
            String state,
            OptionalLong pid,
            OptionalLong keys,
            OptionalLong bytes,
            long hits,
            long misses,
            long away,
            long ended) {

        private static Shard of(FunctionName function, LinkReport link) {
            return new Shard(
                    function.name(),
                    function.namespace().value(),
                    link.shard(),
                    link.replica(),
                    link.state().name().toLowerCase(Locale.ROOT),
                    link.process(),
                    link.kept().stream().mapToLong(LinkReport.Kept::keys).findFirst(),
                    link.kept().stream().mapToLong(LinkReport.Kept::bytes).findFirst(),
                    link.hits(),
                    link.misses(),
                    link.away(),
                    link.ended());
        }
    }

    /** Those of one function, in order; empty if it has none. */
    static Optional<CachesAnswer> of(FunctionName function, CacheProcesses caches) {
        List<Shard> shards = caches.report(function).stream()
                .map(link -> Shard.of(function, link))
                .toList();
        return Optional.of(new CachesAnswer(shards.size(), shards)).filter(answer -> answer.all() > 0);
    }

    static CachesAnswer of(CacheProcesses caches) {
        List<Shard> shards = caches.report().stream()
                .map(standing -> Shard.of(standing.function(), standing.link()))
                .toList();
        Comparator<Shard> busiest = Comparator.comparingLong(shard -> -hits(shards, shard));
        return new CachesAnswer(
                shards.size(), shards.stream().sorted(busiest).limit(MOST).toList());
    }

    private static long hits(List<Shard> all, Shard of) {
        return all.stream()
                .filter(shard ->
                        shard.name().equals(of.name()) && shard.namespace().equals(of.namespace()))
                .mapToLong(Shard::hits)
                .sum();
    }
}
