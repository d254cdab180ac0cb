package dev.sluice.gateway.observe.metrics;

import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.pump.PumpReport;
import dev.sluice.pipelines.engine.PipelineReport;
import dev.sluice.pipelines.graph.PipelineId;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How the stages of pipelines stand that have a consumer at this gateway, asked once per scrape. */
public final class PipelineMetrics extends Collector implements Collector.Describable {

    private static final String[] STAGE = {"pipeline", "namespace", "stage"};

    private final Supplier<? extends Map<PipelineId, PipelineReport>> reports;

    public PipelineMetrics(Supplier<? extends Map<PipelineId, PipelineReport>> reports) {
        this.reports = reports;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamily items = MetricFamily.counter(
                "sluice_pipeline_items_total",
                "Items that stages are done with, and those that came of them.",
                "pipeline",
                "namespace",
                "stage",
                "direction");
        MetricFamily dead = MetricFamily.counter(
                "sluice_pipeline_dead_letters_total", "Items of stages that became dead letters.", STAGE);
        MetricFamily retried = MetricFamily.counter(
                "sluice_pipeline_retries_total", "Attempts of stages that were not the last of their item.", STAGE);
        MetricFamily calls =
                MetricFamily.counter("sluice_pipeline_calls_total", "Calls of stages that are over.", STAGE);
        MetricFamily took = MetricFamily.counter(
                "sluice_pipeline_call_seconds_total", "What calls of stages took together.", STAGE);
        MetricFamily running = MetricFamily.gauge("sluice_pipeline_running", "Items that are worked on.", STAGE);
        MetricFamily waiting =
                MetricFamily.gauge("sluice_pipeline_waiting", "Items that a stage is not done with.", STAGE);
        MetricFamily open =
                MetricFamily.gauge("sluice_pipeline_open", "Batches or windows that wait at a stage for more.", STAGE);
        MetricFamily held = MetricFamily.gauge(
                "sluice_pipeline_held",
                "Members that have come to the open batches of a join, or results of a reduce.",
                STAGE);
        MetricFamily keys =
                MetricFamily.gauge("sluice_pipeline_parked_keys", "Keys that are parked at a stage.", STAGE);
        MetricFamily parked = MetricFamily.gauge(
                "sluice_pipeline_parked_items", "Items of parked keys, those that have failed with them.", STAGE);
        reports.get()
                .forEach((id, report) -> report.stages()
                        .forEach(stage -> stage.work().ifPresent(work -> {
                            String name = id.name();
                            String namespace = id.namespace().value();
                            String of = stage.row().name();
                            ConsumerReport reads = work.reads();
                            PumpReport pump = reads.pump();
                            items.add(work.done() + work.dead(), name, namespace, of, "in");
                            items.add(work.made(), name, namespace, of, "out");
                            dead.add(work.dead(), name, namespace, of);
                            retried.add(pump.retried(), name, namespace, of);
                            calls.add(work.calls().over(), name, namespace, of);
                            took.add(work.calls().tookTogether().toNanos() / 1e9, name, namespace, of);
                            running.add(work.running(), name, namespace, of);
                            waiting.add(reads.waiting(), name, namespace, of);
                            work.parked().ifPresent(waits -> {
                                keys.add(waits.open(), name, namespace, of);
                                parked.add(waits.parts(), name, namespace, of);
                            });
                            work.held().ifPresent(waits -> {
                                open.add(waits.open(), name, namespace, of);
                                held.add(waits.parts(), name, namespace, of);
                            });
                        })));
        return List.of(
                items.samples(),
                dead.samples(),
                retried.samples(),
                calls.samples(),
                took.samples(),
                running.samples(),
                waiting.samples(),
                open.samples(),
                held.samples(),
                keys.samples(),
                parked.samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
