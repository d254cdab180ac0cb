package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a version of a function beside its spec.
 *
 * @param artifact its code; empty if calls go to an upstream
 */
public record VersionStatus(Optional<Digest> artifact, Instant createdAt) {}
