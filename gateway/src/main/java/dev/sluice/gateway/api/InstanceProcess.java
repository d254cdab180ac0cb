package dev.sluice.gateway.api;

import dev.sluice.core.pool.ProcessReport;
import java.util.List;

/**
 * A process of an instance as the API tells of it.
 *
 * @param sidecar the one to which it belongs; empty for a process of the function itself
 */
record InstanceProcess(
        String instance,
        int version,
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
                        report.sidecar(),
                        report.use().pid(),
                        report.use().command(),
                        report.use().memoryBytes(),
                        report.use().processor().toMillis()))
                .toList();
    }
}
