package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.decorator.DecoratorEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolReport;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All of Sluice's metrics, to be registered with the Prometheus registry that Micrometer's own go to. What happens is
 * counted as it happens; how the pools stand is asked once per scrape. The table of names is in {@code docs/observing.md}.
 */
public final class Metrics extends Collector implements Collector.Describable {

    public static final int DEFAULT_FUNCTIONS = 500;

    private final CallMetrics calls;
    private final PoolMetrics pools;
    private final EgressMetrics egress = new EgressMetrics();
    private final Supplier<PoolReport> report;
    private final Supplier<DropCounts> losses;

    /**
     * @param maxFunctions how many functions have series of their own, 0 to 100,000
     * @param exists whether there is such a function; asked when a function's series are made
     */
    public Metrics(
            int maxFunctions,
            Predicate<FunctionName> exists,
            Supplier<PoolReport> report,
            Supplier<DropCounts> losses) {
        if (maxFunctions < 0 || maxFunctions > 100_000) {
            throw new IllegalArgumentException(
                    "functions with series of their own must be 0 to 100000, not " + maxFunctions);
        }
        this.calls = new CallMetrics(maxFunctions, exists);
        this.pools = new PoolMetrics(calls);
        this.report = report;
        this.losses = losses;
    }

    /** Takes the record of each call; never blocks. */
    public Consumer<InvocationRecord> calls() {
        return calls;
    }

    /** Takes what happens in pools; never blocks. */
    public Consumer<PoolEvent> pools() {
        return pools;
    }

    /** Takes what goes through ambassadors; never blocks. */
    public EgressMetrics egress() {
        return egress;
    }

    /** Takes what decorators tell; never blocks. */
    public Consumer<DecoratorEvent> decorators() {
        return event -> calls.of(event.function()).decorated(event);
    }

    /** Drops the series of a function that was removed. */
    public void forget(FunctionName function) {
        calls.forget(function);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> families = new ArrayList<>(CallFamilies.of(calls));
        families.addAll(pools.families());
        families.addAll(egress.families());
        families.addAll(PoolFamilies.of(report.get(), calls));
        families.addAll(lossFamilies());
        return families;
    }

    /** Nothing: so that registering does not ask for a report of pools that are not there yet. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }

    private List<MetricFamilySamples> lossFamilies() {
        DropCounts now = losses.get();
        return List.of(
                MetricFamily.counter("sluice_log_lines_total", "Lines of function logs that were written.")
                        .add(now.logLines())
                        .samples(),
                MetricFamily.counter(
                                "sluice_log_lines_dropped_total", "Lines of function logs that were not.", "reason")
                        .add(now.crowdedOutLogLines(), "crowded_out")
                        .add(now.failedLogLines(), "disk")
                        .samples(),
                MetricFamily.counter("sluice_access_records_dropped_total", "Access records that were not written.")
                        .add(now.accessRecords())
                        .samples(),
                MetricFamily.counter("sluice_traces_dropped_total", "Calls whose spans were not exported.")
                        .add(now.traces())
                        .samples());
    }
}
