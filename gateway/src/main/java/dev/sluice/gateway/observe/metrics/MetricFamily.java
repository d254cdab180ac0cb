package dev.sluice.gateway.observe.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;

/** All series of one name, as one scrape sees them. */
final class MetricFamily {

    private final String name;
    private final Collector.Type type;
    private final String help;
    private final List<String> labels;
    private final List<Sample> samples = new ArrayList<>();

    private MetricFamily(String name, Collector.Type type, String help, String... labels) {
        this.name = name;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** {@code name} ends with {@code _total}. */
    static MetricFamily counter(String name, String help, String... labels) {
        return new MetricFamily(name, Collector.Type.COUNTER, help, labels);
    }

    static MetricFamily gauge(String name, String help, String... labels) {
        return new MetricFamily(name, Collector.Type.GAUGE, help, labels);
    }

    static MetricFamily histogram(String name, String help, String... labels) {
        return new MetricFamily(name, Collector.Type.HISTOGRAM, help, labels);
    }

    MetricFamily add(double value, String... values) {
        samples.add(new Sample(name, labels, List.of(values), value));
        return this;
    }

    MetricFamily add(Histogram histogram, String... values) {
        List<String> withBound = new ArrayList<>(labels);
        withBound.add("le");
        long count = 0;
        for (int bucket = 0; bucket <= Histogram.bounds(); bucket++) {
            count += histogram.count(bucket);
            double bound = bucket < Histogram.bounds() ? Histogram.bound(bucket) : Double.POSITIVE_INFINITY;
            List<String> place = new ArrayList<>(List.of(values));
            place.add(Collector.doubleToGoString(bound));
            samples.add(new Sample(name + "_bucket", withBound, place, count));
        }
        samples.add(new Sample(name + "_count", labels, List.of(values), count));
        samples.add(new Sample(name + "_sum", labels, List.of(values), histogram.sumSeconds()));
        return this;
    }

    MetricFamilySamples samples() {
        return new MetricFamilySamples(name, type, help, samples);
    }
}
