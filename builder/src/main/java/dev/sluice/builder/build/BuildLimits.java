package dev.sluice.builder.build;

import dev.sluice.builder.upload.ArchiveLimits;
import java.time.Duration;

/**
 * What a build may use.
 *
 * @param time from its start to its end
 * @param diskBytes of its folder, which it shares with the code
 * @param memoryBytes of all its processes together, without what they share with others
 * @param cacheBytes of all results that are kept for later builds
 * @param result what comes of it
 */
public record BuildLimits(Duration time, long diskBytes, long memoryBytes, long cacheBytes, ArchiveLimits result) {}
