package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.runners.runtime.Interpreter;
import dev.sluice.runners.runtime.Runtimes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All pools as the API tells of them.
 *
 * @param provider what starts runners: {@code process} or {@code sandbox}
 * @param runtimes those that functions can be deployed for, and those that lack an interpreter
 */
record PoolAnswer(
        String provider,
        List<InstalledRuntime> runtimes,
        List<Warm> warm,
        List<Function> functions,
        BrokerAnswer broker,
        OwnedAnswer owned,
        QueuesAnswer workQueues,
        CachesAnswer caches) {

    /**
     * @param version of its interpreter; empty if it has none of its own
     * @param missing what would have to be installed; empty if it can be used
     */
    record InstalledRuntime(String name, String description, String version, String missing) {

        static List<InstalledRuntime> all(Runtimes runtimes) {
            return Stream.concat(
                            runtimes.byName().values().stream().map(InstalledRuntime::of),
                            runtimes.missing().stream()
                                    .map(one -> new InstalledRuntime(one.name().value(), "", "", one.sentence())))
                    .sorted(Comparator.comparing(InstalledRuntime::name))
                    .toList();
        }

        private static InstalledRuntime of(Runtimes.Runtime runtime) {
            return new InstalledRuntime(
                    runtime.name().value(),
                    runtime.description(),
                    runtime.interpreter().map(Interpreter::version).orElse(""),
                    "");
        }
    }

    record Warm(String runtime, String memory, int ready, int starting, int wanted, long memoryBytes) {}

    record Function(
            String name,
            List<FunctionAnswers.Instance> instances,
            int queued,
            int starting,
            Optional<FunctionAnswers.Trouble> trouble,
            Optional<CostAnswer.Glance> cost) {}

    /** {@code costs}: of functions that are metered. */
    static PoolAnswer of(
            String provider,
            Runtimes runtimes,
            PoolReport report,
            BrokerAnswer broker,
            OwnedAnswer owned,
            QueuesAnswer workQueues,
            CachesAnswer caches,
            java.util.function.Function<FunctionName, Optional<CostAnswer.Glance>> costs) {
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
                .map(entry -> function(entry.getKey(), entry.getValue(), costs.apply(entry.getKey())))
                .toList();
        return new PoolAnswer(
                provider, InstalledRuntime.all(runtimes), warm, functions, broker, owned, workQueues, caches);
    }

    private static Function function(FunctionName name, FunctionReport report, Optional<CostAnswer.Glance> cost) {
        return new Function(
                name.value(),
                FunctionAnswers.Instance.all(report),
                report.queued(),
                report.starting(),
                report.trouble().map(FunctionAnswers.Trouble::of),
                cost);
    }
}
