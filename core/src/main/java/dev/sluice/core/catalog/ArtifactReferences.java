package dev.sluice.core.catalog;

import dev.sluice.core.catalog.FunctionStatus.Kept;
import dev.sluice.core.function.Digest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * How many functions refer to each artifact, which is known by the first 64 bits of its digest: two that begin alike count as
 * one. Thread-safe.
 */
final class ArtifactReferences {

    private final Map<Long, Integer> functions = new ConcurrentHashMap<>();

    /** One more function has these versions. */
    void add(FunctionStatus status) {
        starts(status).forEach(start -> functions.merge(start, 1, Integer::sum));
    }

    /** One function less has these versions. */
    void remove(FunctionStatus status) {
        starts(status)
                .forEach(start -> functions.computeIfPresent(start, (same, count) -> count == 1 ? null : count - 1));
    }

    boolean contains(Digest artifact) {
        return functions.containsKey(FunctionStatus.start(artifact));
    }

    private static LongStream starts(FunctionStatus status) {
        return status.versions().stream()
                .filter(Kept::hasCode)
                .mapToLong(Kept::code)
                .distinct();
    }
}
