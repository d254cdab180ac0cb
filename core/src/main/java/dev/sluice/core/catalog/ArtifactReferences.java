package dev.sluice.core.catalog;

import dev.sluice.core.catalog.FunctionStatus.Kept;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Namespace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * How many functions of each namespace refer to each artifact, which is known by the first 64 bits of its digest: two that begin alike count as
 * one. Thread-safe.
 */
final class ArtifactReferences {

    private final Map<Namespace, Map<Long, Integer>> functions = new ConcurrentHashMap<>();

    /** One more function of the namespace has these versions. */
    void add(Namespace namespace, FunctionStatus status) {
        Map<Long, Integer> counts = functions.computeIfAbsent(namespace, fresh -> new ConcurrentHashMap<>());
        starts(status).forEach(start -> counts.merge(start, 1, Integer::sum));
    }

    /** One function of the namespace less has these versions. */
    void remove(Namespace namespace, FunctionStatus status) {
        Map<Long, Integer> counts = functions.getOrDefault(namespace, Map.of());
        starts(status).forEach(start -> counts.computeIfPresent(start, (same, count) -> count == 1 ? null : count - 1));
    }

    boolean contains(Digest artifact) {
        return functions.values().stream().anyMatch(counts -> counts.containsKey(FunctionStatus.start(artifact)));
    }

    boolean contains(Namespace namespace, Digest artifact) {
        return functions.getOrDefault(namespace, Map.of()).containsKey(FunctionStatus.start(artifact));
    }

    private static LongStream starts(FunctionStatus status) {
        return status.versions().stream()
                .filter(Kept::hasCode)
                .mapToLong(Kept::code)
                .distinct();
    }
}
