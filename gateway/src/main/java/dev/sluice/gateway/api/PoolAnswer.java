package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All pools as the API tells of them.
 *
 * @param provider what starts runners: {@code process} or {@code sandbox}
 */
record PoolAnswer(String provider, List<Warm> warm, List<Function> functions, BrokerAnswer broker) {

    record Warm(String runtime, String memory, int ready, int starting, int wanted, long memoryBytes) {}

    record Function(
            String name,
            List<FunctionAnswers.Instance> instances,
            int queued,
            int starting,
            Optional<FunctionAnswers.Trouble> trouble) {}

    static PoolAnswer of(String provider, PoolReport report, BrokerAnswer broker) {
        List<Warm> warm = report.warm().stream()
                .map(pool -> new Warm(
                        pool.runtime().value(),
                        pool.memory().toString(),
                        pool.ready(),
                        pool.starting(),
                        pool.wanted(),
                        pool.memoryBytes()))
                .toList();
        List<Function> functions = report.functions().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<FunctionName, FunctionReport>::getKey))
                .map(entry -> function(entry.getKey(), entry.getValue()))
                .toList();
        return new PoolAnswer(provider, warm, functions, broker);
    }

    private static Function function(FunctionName name, FunctionReport report) {
        return new Function(
                name.value(),
                FunctionAnswers.Instance.all(report),
                report.queued(),
                report.starting(),
                report.trouble().map(FunctionAnswers.Trouble::of));
    }
}
