package dev.sluice.gateway.observe.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.IntSupplier;

/** How many functions do not serve as they were deployed, asked once per scrape. */
public final class ServiceMetrics extends Collector implements Collector.Describable {

    private final IntSupplier unserved;

    public ServiceMetrics(IntSupplier unserved) {
        this.unserved = unserved;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return List.of(MetricFamily.gauge(
                        "sluice_functions_not_in_service",
                        "Functions whose live version this gateway could not put into service; it goes on trying.")
                .add(unserved.getAsInt())
                .samples());
    }

    /** Nothing, so that registering asks for nothing. */
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }
}
