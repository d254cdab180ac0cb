package dev.sluice.core.pool;

import dev.sluice.core.runner.ProcessUse;

/**
 * A process of an instance.
 *
 * @param instance its id
 * @param version of the function
 * @param sidecar the name of the sidecar to which it belongs; empty for a process of the function itself
 */
public record ProcessReport(String instance, int version, String sidecar, ProcessUse use) {}
