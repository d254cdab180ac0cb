package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.pool.PoolEvent;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts what happens in pools. Thread-safe; nothing in it blocks. */
final class PoolMetrics implements Consumer<PoolEvent> {

    private static final int MAX_RUNTIMES = 32;

    private final CallMetrics calls;
    private final Map<String, Histogram> starts = new ConcurrentHashMap<>();
    private final Histogram specialised = new Histogram();
    private final ReasonCounters specialiseFailures = new ReasonCounters();
    private final ReasonCounters stopped = new ReasonCounters();
    private final ReasonCounters lost = new ReasonCounters();
    private final ReasonCounters sidecars = new ReasonCounters();

    PoolMetrics(CallMetrics calls) {
        this.calls = calls;
    }

    @Override
    public void accept(PoolEvent event) {
        switch (event) {
            case PoolEvent.RunnerReady ready ->
                start(ready.runtime().value()).observe(ready.took().toNanos());
            case PoolEvent.Specialised done -> specialised.observe(done.took().toNanos());
            case PoolEvent.SpecialiseFailed failed -> specialiseFailures.count(failed.reason());
            case PoolEvent.InstanceStopped ended -> stopped.count(ended.why());
            case PoolEvent.InstanceCrashed crash -> calls.of(crash.function()).crashed();
            case PoolEvent.SidecarEnded ended -> sidecars.count(ended.function().value() + "/" + ended.sidecar());
            case PoolEvent.RunnerLost runner -> lost.count(runner.runtime().value());
        }
    }

    List<MetricFamilySamples> families() {
        MetricFamily runnerStart = MetricFamily.histogram(
                "sluice_runner_start_seconds", "From spawning a runner to its hello.", "runtime");
        new TreeMap<>(starts).forEach((runtime, histogram) -> runnerStart.add(histogram, runtime));
        MetricFamily specialise = MetricFamily.histogram(
                "sluice_specialise_seconds", "From sending a runner its function to its being ready for calls.");
        specialise.add(specialised);
        return List.of(
                runnerStart.samples(),
                specialise.samples(),
                specialiseFailures.samples(
                        "sluice_specialise_failures_total", "Runners that could not be specialised.", "reason"),
                stopped.samples("sluice_instances_stopped_total", "Instances that the pool ended.", "reason"),
                sidecars.samples(
                        "sluice_sidecars_ended_total",
                        "Sidecars that ended though their instance lived, and were started again.",
                        "sidecar"),
                lost.samples(
                        "sluice_runners_lost_total", "Generic runners that ended, or never said hello.", "runtime"));
    }

    private Histogram start(String runtime) {
        Histogram known = starts.get(runtime);
        String place = known != null || starts.size() < MAX_RUNTIMES ? runtime : ReasonCounters.OTHER;
        return known != null ? known : starts.computeIfAbsent(place, name -> new Histogram());
    }
}
