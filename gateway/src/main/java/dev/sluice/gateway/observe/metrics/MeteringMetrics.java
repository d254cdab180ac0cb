package dev.sluice.gateway.observe.metrics;

import dev.sluice.gateway.observe.metering.Metering;
import io.prometheus.client.Collector;
import java.util.List;

/** How long instances of functions were there, asked once per scrape. */
public final class MeteringMetrics extends Collector implements Collector.Describable {

    private final Metering metering;

    public MeteringMetrics(Metering metering) {
        this.metering = metering;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamily up = MetricFamily.counter(
                "sluice_instance_seconds_total", "How long instances were there, all together.", "function");
        metering.upSeconds().forEach((function, seconds) -> up.add(seconds, function.value()));
        return List.of(up.samples());
    }

    /** Nothing, so that registering asks for no report. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
