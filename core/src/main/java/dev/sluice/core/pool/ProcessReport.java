package dev.sluice.core.pool;

import dev.sluice.core.runner.ProcessUse;
import java.util.Optional;

/**
 * A process of an instance.
 *
 * @param instance its id
 * @param version of the function
 * @param shard the part of the keys that is the instance's own; empty if its version has no shards
 * @param sidecar the name of the sidecar to which it belongs; empty for a process of the function itself
 */
public record ProcessReport(String instance, int version, Optional<Shard> shard, String sidecar, ProcessUse use) {}
