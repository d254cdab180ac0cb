package dev.sluice.gateway.observe.metrics;

import dev.sluice.gateway.evaluate.EvaluatorReport;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** How the evaluators stand, asked once per scrape. */
public final class EvaluatorMetrics extends Collector implements Collector.Describable {

    private final Supplier<EvaluatorReport> report;

    public EvaluatorMetrics(Supplier<EvaluatorReport> report) {
        this.report = report;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        EvaluatorReport now = report.get();
        return List.of(
                MetricFamily.gauge("sluice_evaluators", "Processes that evaluate for decorators.", "state")
                        .add(now.idle(), "idle")
                        .add(now.processes() - now.idle(), "busy")
                        .samples(),
                MetricFamily.gauge("sluice_evaluations_waiting", "Evaluations that wait for their turn.")
                        .add(now.waiting())
                        .samples(),
                MetricFamily.counter("sluice_evaluators_started_total", "Evaluators that were started.")
                        .add(now.started())
                        .samples(),
                MetricFamily.counter("sluice_evaluators_ended_total", "Evaluators that did not live on.", "reason")
                        .add(now.late(), "late")
                        .add(now.outOfMemory(), "out_of_memory")
                        .add(now.died(), "died")
                        .samples(),
                MetricFamily.counter(
                                "sluice_evaluations_turned_away_total", "Evaluations whose turn did not come in time.")
                        .add(now.turnedAway())
                        .samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
