package dev.sluice.decorators.split;

import dev.sluice.core.function.FunctionName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses among functions by weight. Immutable. */
final class Weights {

    private record Target(FunctionName name, int weight, long hash) {}

    /** Those with a weight only. */
    private final List<Target> targets;

    private final long sum;

    Weights(Map<FunctionName, Integer> weights) {
        this.targets = weights.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new Target(
                        entry.getKey(), entry.getValue(), hash(entry.getKey().value())))
                .toList();
        this.sum = targets.stream().mapToLong(Target::weight).sum();
    }

    /** The one whose share {@code point}, from 0 to below 1, falls into. */
    FunctionName at(double point) {
        long rest = (long) (point * sum);
        for (Target target : targets) {
            rest -= target.weight();
            if (rest < 0) {
                return target.name();
            }
        }
        return targets.getLast().name();
    }

    /**
     * Always the same one for the same key, and by weight over many keys; when weights change, only as many keys move as
     * must (weighted rendezvous hashing, after Schindelhauer and Schomaker, 2005).
     */
    FunctionName of(String key) {
        long hash = hash(key);
        Target best = targets.getFirst();
        double least = Double.MAX_VALUE;
        for (Target target : targets) {
            double point = ((mixed(hash ^ target.hash()) >>> 11) + 1) * 0x1.0p-53;
            double distance = -Math.log(point) / target.weight();
            if (distance < least) {
                least = distance;
                best = target;
            }
        }
        return best.name();
    }

    /** The one called so, if it gets calls at all. */
    Optional<FunctionName> named(String name) {
        return targets.stream()
                .map(Target::name)
                .filter(target -> target.value().equals(name))
                .findFirst();
    }

    /** FNV-1a with 64 bits, and then mixed, since its high bits are weak for short texts. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
