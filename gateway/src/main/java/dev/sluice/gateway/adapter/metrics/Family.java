package dev.sluice.gateway.adapter.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The series of one metric, as a program told them.
 *
 * @param name without what the platform puts before it; of a counter without {@code _total}
 */
record Family(String name, Collector.Type type, String help, List<Series> series) {

    /** Labels that one series may have. */
    static final int MOST_LABELS = 16;

    /** Characters that the value of one may have. */
    static final int MOST_LABEL_CHARS = 256;

    /** Characters that the words about a metric may have. */
    static final int MOST_HELP = 256;

    /** @param suffix what its name has beyond that of the metric, such as {@code _bucket} */
    record Series(String suffix, SortedMap<String, String> labels, double value) {

        /** Throws {@link IllegalArgumentException} with a clause if labels are not as Prometheus wants them. */
        static Series of(String suffix, Map<String, String> labels, double value) {
            SortedMap<String, String> own = new TreeMap<>();
            labels.forEach((name, text) -> {
                if (!MetricNames.isLabel(name) || text.length() > MOST_LABEL_CHARS) {
                    throw new IllegalArgumentException("a label that cannot be: " + name);
                }
                own.put(MetricNames.own(name), text);
            });
            if (own.size() < labels.size() || own.size() > MOST_LABELS) {
                throw new IllegalArgumentException("labels that are too many, or become the same");
            }
            return new Series(suffix, own, value);
        }
    }

    Family {
        series = List.copyOf(series);
    }
}
