package dev.sluice.core.function;

import java.time.Instant;

/** An immutable pair of artifact and spec of one function; {@code number} counts from 1 and is never used again. */
public record FunctionVersion(
        FunctionName function, int number, Digest artifact, FunctionSpec spec, Instant createdAt) {

    public FunctionVersion {
        if (number < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + number);
        }
    }

    /** {@code name@number}, as shown to people. */
    public String label() {
        return function + "@" + number;
    }
}
