package dev.sluice.decorators.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.core.invocation.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/** The kept answers of one function, bounded by number and memory. Thread-safe. */
final class Store {

    /** As many answers under one key, chosen by {@code Vary}. */
    private static final int MOST_VARIANTS = 16;

    private static final int STRIPES = 4096;

    private final Cache<Key, List<Stored>> answers;

    /** How often something changed at the places of a stripe: answers that were asked for before are not used. */
    private final AtomicLongArray generations = new AtomicLongArray(STRIPES);

    Store(CacheSettings settings) {
        long most = settings.maxMemory().bytes();
        int least = (int) Math.max(1, most / settings.maxEntries());
        this.answers = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Key key, List<Stored> variants) -> weight(key, variants, least))
                .executor(Runnable::run)
                .build();
    }

    private static int weight(Key key, List<Stored> variants, int least) {
        long weight = 2L * (key.place().path().length() + key.place().query().length());
        for (Stored variant : variants) {
            weight += Math.max(least, variant.weight());
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    Optional<Stored> find(Key key, Headers request) {
        List<Stored> variants = answers.getIfPresent(key);
        if (variants == null) {
            return Optional.empty();
        }
        long generation = generation(key);
        return variants.stream()
                .filter(stored -> stored.generation() == generation && stored.matches(request))
                .findFirst();
    }

    /** Puts it before the others under its key, in the place of one that was chosen by the same. */
    void put(Key key, Stored stored) {
        answers.asMap().compute(key, (same, old) -> {
            List<Stored> variants = new ArrayList<>();
            variants.add(stored);
            if (old != null) {
                old.stream()
                        .filter(other ->
                                !other.varied().equals(stored.varied()) && other.generation() == stored.generation())
                        .limit(MOST_VARIANTS - 1)
                        .forEach(variants::add);
            }
            return List.copyOf(variants);
        });
    }

    long generation(Key key) {
        return generations.get(stripe(key.place()));
    }

    /** What is kept for {@code place} is not used any more, and neither is what is under way. */
    void invalidate(CacheTarget place) {
        generations.incrementAndGet(stripe(place));
    }

    private static int stripe(CacheTarget place) {
        int hash = place.hashCode();
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }
}
