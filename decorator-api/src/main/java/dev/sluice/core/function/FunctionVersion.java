package dev.sluice.core.function;

import java.time.Instant;
import java.util.Optional;

/**
 * An immutable pair of artifact and spec of one function.
 *
 * @param number counts from 1 and is never used again
 * @param artifact the code; empty if calls go to an upstream
 * @param inspection what was found in the code at its upload; empty without code, and for versions that were made before it was
 *     kept
 */
public record FunctionVersion(
        FunctionName function,
        int number,
        Optional<Digest> artifact,
        FunctionSpec spec,
        Optional<Inspection> inspection,
        Instant createdAt) {

    /** One of which no inspection is kept. */
    public FunctionVersion(
            FunctionName function, int number, Optional<Digest> artifact, FunctionSpec spec, Instant createdAt) {
        this(function, number, artifact, spec, Optional.empty(), createdAt);
    }

    /** One of code. */
    public FunctionVersion(FunctionName function, int number, Digest artifact, FunctionSpec spec, Instant createdAt) {
        this(function, number, Optional.of(artifact), spec, createdAt);
    }

    public FunctionVersion {
        if (number < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + number);
        }
        if (artifact.isPresent() != spec.backend() instanceof Backend.Code) {
            throw new IllegalArgumentException("code has an artifact, and an upstream has none");
        }
    }

    /** The artifact of a version of code: what has to do with instances asks for it. */
    public Digest code() {
        return artifact.orElseThrow(() -> new IllegalStateException(label() + " has no code"));
    }

    /** {@code name@number}, as shown to people. */
    public String label() {
        return function + "@" + number;
    }
}
