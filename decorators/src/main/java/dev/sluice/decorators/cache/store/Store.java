package dev.sluice.decorators.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.core.invocation.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kept answers, bounded by number and memory. What was asked for before something changed at its place is not given out any more.
 * Thread-safe.
 */
public final class Store<K extends StoreKey, E extends Entry> {

    /** As many answers under one key, chosen by {@code Vary}. */
    private static final int MOST_VARIANTS = 16;

    private final Cache<K, List<E>> answers;

    private final Changes changes = new Changes();

    /**
     * @param bytes what the answers may take, 1 or more
     * @param entries how many there may be, 1 or more
     */
    public Store(long bytes, int entries) {
        int least = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / entries));
        this.answers = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((K key, List<E> variants) -> weight(key, variants, least))
                .executor(Runnable::run)
                .build();
    }

    private static <K extends StoreKey, E extends Entry> int weight(K key, List<E> variants, int least) {
        long weight = key.weight();
        for (E variant : variants) {
            weight += Math.max(least, variant.weight());
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** The answer to {@code request}. */
    public Optional<E> find(K key, Headers request) {
        List<E> variants = answers.getIfPresent(key);
        if (variants == null) {
            return Optional.empty();
        }
        return variants.stream()
                .filter(entry -> isCurrent(key, entry) && entry.matches(request))
                .findFirst();
    }

    /** Puts it before the others under its key, in the place of one that was chosen by the same, unless that is newer. */
    public void put(K key, E entry) {
        if (!isCurrent(key, entry)) {
            return;
        }
        answers.asMap().compute(key, (same, old) -> {
            List<E> others = old == null ? List.of() : old;
            if (others.stream().anyMatch(other -> isSame(other, entry) && other.asked() > entry.asked())) {
                return others;
            }
            List<E> variants = new ArrayList<>();
            variants.add(entry);
            others.stream()
                    .filter(other -> !isSame(other, entry) && isCurrent(key, other))
                    .limit(MOST_VARIANTS - 1)
                    .forEach(variants::add);
            return List.copyOf(variants);
        });
    }

    private boolean isSame(E one, E other) {
        return one.varied().equals(other.varied());
    }

    /** Whether nothing changed at its place since it was asked for. */
    public boolean isCurrent(K key, E entry) {
        return changes.noneSince(key.place(), entry.asked());
    }

    /** What changed, and changes. */
    public Changes changes() {
        return changes;
    }

    /** The keys that have answers, also such as are not used any more; about right while others put. */
    public long size() {
        return answers.estimatedSize();
    }

    /** What the answers take, in bytes. */
    public long bytes() {
        return answers.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
