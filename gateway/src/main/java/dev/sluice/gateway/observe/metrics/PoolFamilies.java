package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.pool.PoolReport;
import dev.sluice.core.pool.PoolReport.WarmReport;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How the pools stand, as one scrape sees them. */
final class PoolFamilies {

    private static final List<String> STATES = List.of("specialising", "ready", "draining");

    private final MetricFamily warm = MetricFamily.gauge(
            "sluice_warm_runners",
            "Runners that wait (ready), that start (starting), and how many are to wait (wanted).",
            "runtime",
            "memory",
            "state");
    private final MetricFamily warmMemory = MetricFamily.gauge(
            "sluice_warm_memory_bytes", "Resident memory of the runners that wait or start.", "runtime", "memory");
    private final MetricFamily instances =
            MetricFamily.gauge("sluice_instances", "Instances by state.", "function", "state");
    private final MetricFamily inFlight = MetricFamily.gauge(
            "sluice_in_flight", "Calls that run on instances now, background calls included.", "function");
    private final MetricFamily queued = MetricFamily.gauge(
            "sluice_queue_length", "Calls that wait for a slot, background calls included.", "function");
    private final MetricFamily backgroundInFlight = MetricFamily.gauge(
            "sluice_background_in_flight", "Background calls that run on instances now.", "function");
    private final MetricFamily backgroundQueued =
            MetricFamily.gauge("sluice_background_queue_length", "Background calls that wait for a slot.", "function");
    private final MetricFamily memory = MetricFamily.gauge(
            "sluice_instance_memory_bytes", "Resident memory of each instance.", "function", "instance");
    private final MetricFamily crashing = MetricFamily.gauge(
            "sluice_crash_loop", "Crashes in a row of a function whose starts wait for that reason.", "function");
    private final MetricFamily shards = MetricFamily.gauge(
            "sluice_shard_instances", "Instances that serve a shard each, of functions with shards.", "function");

    private final MetricFamily keyed = MetricFamily.counter(
            "sluice_affinity_calls_total",
            "Calls of functions with affinity, by where they went: own, replica, spilled, or without a key.",
            "function",
            "at");
    private final MetricFamily hotKeys = MetricFamily.gauge(
            "sluice_affinity_hot_keys", "Keys that are called so much that they have replicas.", "function");
    private final MetricFamily moves = MetricFamily.counter(
            "sluice_affinity_moves_total",
            "Changes of the instances that keys are spread over; each moves about one n-th of the keys.",
            "function");

    /** Adds up functions that share a label. */
    private static final class Sums {
        private final Map<String, Integer> instances = new TreeMap<>();
        private int inFlight;
        private int queued;
        private int backgroundInFlight;
        private int backgroundQueued;
        private int crashes;
        private OptionalInt shards = OptionalInt.empty();
        private Optional<FunctionReport.Keyed> keyed = Optional.empty();
    }

    static List<MetricFamilySamples> of(PoolReport report, CallMetrics calls) {
        PoolFamilies families = new PoolFamilies();
        report.warm().forEach(families::add);
        Map<String, Sums> sums = new TreeMap<>();
        report.functions().forEach((function, state) -> {
            String label = calls.of(function).label();
            families.add(state, sums.computeIfAbsent(label, name -> new Sums()), label);
        });
        sums.forEach(families::add);
        return Stream.of(
                        families.warm,
                        families.warmMemory,
                        families.instances,
                        families.inFlight,
                        families.queued,
                        families.backgroundInFlight,
                        families.backgroundQueued,
                        families.memory,
                        families.crashing,
                        families.shards,
                        families.keyed,
                        families.hotKeys,
                        families.moves)
                .map(MetricFamily::samples)
                .toList();
    }

    private void add(WarmReport report) {
        String runtime = report.runtime().value();
        String size = report.memory().toString();
        warm.add(report.ready(), runtime, size, "ready");
        warm.add(report.starting(), runtime, size, "starting");
        warm.add(report.wanted(), runtime, size, "wanted");
        warmMemory.add(report.memoryBytes(), runtime, size);
    }

    private void add(FunctionReport report, Sums sums, String label) {
        for (InstanceReport instance : report.instances()) {
            sums.instances.merge(instance.state(), 1, Integer::sum);
            sums.inFlight += instance.inFlight();
            if (instance.shard().isPresent()) {
                sums.shards =
                        OptionalInt.of(sums.shards.orElse(0) + (instance.state().equals("ready") ? 1 : 0));
            }
            instance.memoryBytes().ifPresent(bytes -> memory.add(bytes, label, instance.id()));
        }
        sums.queued += report.queued();
        sums.backgroundInFlight += report.background().running();
        sums.backgroundQueued += report.background().queued();
        report.keyed()
                .ifPresent(more ->
                        sums.keyed = Optional.of(sums.keyed.map(more::and).orElse(more)));
        sums.crashes += report.trouble().map(FunctionReport.Trouble::crashes).orElse(0);
    }

    private void add(String label, Sums sums) {
        STATES.forEach(state -> sums.instances.putIfAbsent(state, 0));
        sums.instances.forEach((state, count) -> instances.add(count, label, state));
        inFlight.add(sums.inFlight, label);
        queued.add(sums.queued, label);
        backgroundInFlight.add(sums.backgroundInFlight, label);
        backgroundQueued.add(sums.backgroundQueued, label);
        sums.shards.ifPresent(count -> shards.add(count, label));
        sums.keyed.ifPresent(told -> add(label, told));
        if (sums.crashes > 0) {
            crashing.add(sums.crashes, label);
        }
    }

    private void add(String label, FunctionReport.Keyed told) {
        keyed.add(told.own(), label, "own");
        keyed.add(told.replicas(), label, "replica");
        keyed.add(told.spilled(), label, "spilled");
        keyed.add(told.without(), label, "without");
        hotKeys.add(told.hot(), label);
        moves.add(told.moves(), label);
    }
}
