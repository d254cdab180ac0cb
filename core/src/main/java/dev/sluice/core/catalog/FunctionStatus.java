package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the platform has made of a function: its live version, whose spec is that of the resource, and which others it keeps.
 *
 * @param live the number of the version that serves
 * @param artifact the code of that version; empty if calls go to an upstream
 * @param inspection what was found in that code, if that is kept
 * @param versions newest first, the live one among them
 */
public record FunctionStatus(
        int live, Optional<Digest> artifact, Optional<Inspection> inspection, Instant createdAt, List<Kept> versions) {

    public FunctionStatus {
        versions = List.copyOf(versions);
        if (versions.stream().noneMatch(version -> version.number() == live)) {
            throw new IllegalArgumentException("the live version " + live + " is not among the versions that are kept");
        }
    }

    /**
     * A version that is kept. Those that are not live are resources of their own.
     *
     * @param hasCode false if its calls go to an upstream
     * @param code the first 64 bits of the digest of its code, enough to know which artifacts are in use
     */
    public record Kept(int number, boolean hasCode, long code) {

        static Kept of(FunctionVersion version) {
            return new Kept(
                    version.number(),
                    version.artifact().isPresent(),
                    version.artifact().map(FunctionStatus::start).orElse(0L));
        }
    }

    boolean keeps(int number) {
        return versions.stream().anyMatch(version -> version.number() == number);
    }

    static FunctionStatus of(FunctionHistory history) {
        FunctionVersion live = history.liveVersion();
        return new FunctionStatus(
                live.number(),
                live.artifact(),
                live.inspection(),
                live.createdAt(),
                history.versions().stream().map(Kept::of).toList());
    }

    /** The first 64 bits of a digest. */
    static long start(Digest artifact) {
        return Long.parseUnsignedLong(artifact.hex(), 0, 16, 16);
    }
}
