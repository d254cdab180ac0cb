package dev.sluice.gateway.catalog;

import dev.sluice.core.function.Digest;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many functions refer to each artifact, which is known by the first 64 bits of its digest: two that begin alike count as
 * one. Thread-safe.
 */
final class ArtifactReferences {

    private final Map<Long, Integer> functions = new ConcurrentHashMap<>();

    /** The first 64 bits of each digest, each once. */
    static long[] starts(Collection<Digest> artifacts) {
        return artifacts.stream()
                .mapToLong(ArtifactReferences::start)
                .distinct()
                .toArray();
    }

    /** One more function has these. */
    void add(long[] starts) {
        for (long start : starts) {
            functions.merge(start, 1, Integer::sum);
        }
    }

    /** One function less has these. */
    void remove(long[] starts) {
        for (long start : starts) {
            functions.computeIfPresent(start, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    boolean contains(Digest artifact) {
        return functions.containsKey(start(artifact));
    }

    private static long start(Digest artifact) {
        return Long.parseUnsignedLong(artifact.hex(), 0, 16, 16);
    }
}
