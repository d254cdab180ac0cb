package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.function.FunctionName;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All series of one name, as one scrape sees them. A first label {@value #FUNCTION} is told as the text of a {@link
 * FunctionName}, and becomes two: the function's name and its namespace, which is empty for {@code _other} and {@code
 * _unknown}.
 */
final class MetricFamily {

    private static final String FUNCTION = "function";

    private final String name;
    private final Collector.Type type;
    private final String help;
    private final boolean byFunction;
    private final List<String> labels;
    private final List<Sample> samples = new ArrayList<>();

    private MetricFamily(String name, Collector.Type type, String help, String... labels) {
        this.name = name;
        this.type = type;
        this.help = help;
        this.byFunction = labels.length > 0 && labels[0].equals(FUNCTION);
        List<String> all = new ArrayList<>(List.of(labels));
        if (byFunction) {
            all.add(1, "namespace");
        }
        this.labels = List.copyOf(all);
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
        samples.add(new Sample(name, labels, told(values), value));
        return this;
    }

    MetricFamily add(Histogram histogram, String... values) {
        List<String> withBound = new ArrayList<>(labels);
        withBound.add("le");
        long count = 0;
        for (int bucket = 0; bucket <= Histogram.bounds(); bucket++) {
            count += histogram.count(bucket);
            double bound = bucket < Histogram.bounds() ? Histogram.bound(bucket) : Double.POSITIVE_INFINITY;
            List<String> place = new ArrayList<>(told(values));
            place.add(Collector.doubleToGoString(bound));
            samples.add(new Sample(name + "_bucket", withBound, place, count));
        }
        samples.add(new Sample(name + "_count", labels, told(values), count));
        samples.add(new Sample(name + "_sum", labels, told(values), histogram.sumSeconds()));
        return this;
    }

    private List<String> told(String... values) {
        List<String> all = new ArrayList<>(List.of(values));
        if (byFunction) {
            Optional<FunctionName> function = FunctionName.ofValue(values[0]);
            all.set(0, function.map(FunctionName::name).orElse(values[0]));
            all.add(1, function.map(name -> name.namespace().value()).orElse(""));
        }
        return all;
    }

    MetricFamilySamples samples() {
        return new MetricFamilySamples(name, type, help, samples);
    }
}
