package dev.sluice.core.catalog;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Inspection;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a version of a function beside its spec.
 *
 * @param artifact its code; empty if calls go to an upstream
 * @param inspection what was found in the code, if that is kept
 */
public record VersionStatus(Optional<Digest> artifact, Optional<Inspection> inspection, Instant createdAt) {}
