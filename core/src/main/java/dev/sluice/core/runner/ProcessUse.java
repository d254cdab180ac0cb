package dev.sluice.core.runner;

import java.time.Duration;

/**
 * What one process of a runner or a sidecar uses.
 *
 * @param pid on the host
 * @param command the words that it was started with, at most 1,000 characters
 * @param memoryBytes resident
 * @param processor the time of processors that it has had so far
 */
public record ProcessUse(long pid, String command, long memoryBytes, Duration processor) {}
