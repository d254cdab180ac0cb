package dev.sluice.core.choice;

import dev.sluice.core.pool.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Chooses among several by weight, by chance or by a key. Immutable. */
public final class WeightedChoice<T> {

    private record Target<T>(T one, String name, int weight, long hash) {}

    /** Those with a weight only. */
    private final List<Target<T>> targets;

    private final long sum;

    /**
     * @param weights at least one of them above 0
     * @param name of each, by which keys find it
     */
    public WeightedChoice(Map<T, Integer> weights, Function<T, String> name) {
        this.targets = weights.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> target(entry.getKey(), name.apply(entry.getKey()), entry.getValue()))
                .toList();
        this.sum = targets.stream().mapToLong(Target::weight).sum();
    }

    private static <T> Target<T> target(T one, String name, int weight) {
        return new Target<>(one, name, weight, Hash.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Chooses among several of equal weight. */
    public static <T> WeightedChoice<T> amongEquals(Collection<T> all, Function<T, String> name) {
        Map<T, Integer> weights = new LinkedHashMap<>();
        all.forEach(one -> weights.put(one, 1));
        return new WeightedChoice<>(weights, name);
    }

    /** The one whose share {@code point}, from 0 to below 1, falls into. */
    public T at(double point) {
        long rest = (long) (point * sum);
        for (Target<T> target : targets) {
            rest -= target.weight();
            if (rest < 0) {
                return target.one();
            }
        }
        return targets.getLast().one();
    }

    /**
     * Always the same one for the same key, and by weight over many keys; when weights change, only as many keys move as
     * must (weighted rendezvous hashing, after Schindelhauer and Schomaker, 2005).
     */
    public T of(String key) {
        return of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for a key that is no text. */
    public T of(byte[] key) {
        long hash = Hash.of(key);
        Target<T> best = targets.getFirst();
        double least = Double.MAX_VALUE;
        for (Target<T> target : targets) {
            double point = ((Hash.mix(hash ^ target.hash()) >>> 11) + 1) * 0x1.0p-53;
            double distance = -Math.log(point) / target.weight();
            if (distance < least) {
                least = distance;
                best = target;
            }
        }
        return best.one();
    }

    /** The one called so, if it has a weight at all. */
    public Optional<T> named(String name) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .map(Target::one)
                .findFirst();
    }
}
