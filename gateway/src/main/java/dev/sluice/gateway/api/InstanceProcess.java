package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.pool.ProcessReport;
import dev.sluice.core.pool.Shard;
import java.util.List;
import java.util.Optional;

/**
 * A process of an instance as the API tells of it.
 *
 * @param sidecar the one to which it belongs; empty for a process of the function itself
 * @param shard the number of the part of the keys that is the instance's own; missing without shards
 */
record InstanceProcess(
        String instance,
        int version,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> shard,
        String sidecar,
        long pid,
        String command,
        long memoryBytes,
        long processorMillis) {

    static List<InstanceProcess> all(List<ProcessReport> reports) {
        return reports.stream()
                .map(report -> new InstanceProcess(
                        report.instance(),
                        report.version(),
                        report.shard().map(Shard::number),
                        report.sidecar(),
                        report.use().pid(),
                        report.use().command(),
                        report.use().memoryBytes(),
                        report.use().processor().toMillis()))
                .toList();
    }
}
