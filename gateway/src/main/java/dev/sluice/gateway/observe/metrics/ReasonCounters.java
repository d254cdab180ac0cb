package dev.sluice.gateway.observe.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters by a word that is stable but not ours, such as a reason; at most {@link #MAX}, the rest under {@link #OTHER}. */
final class ReasonCounters {

    static final int MAX = 32;

    /** Stands for all words that found no place. */
    static final String OTHER = "_other";

    private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();

    void count(String word) {
        LongAdder counter = counters.get(word);
        if (counter == null) {
            String place = counters.size() < MAX ? word : OTHER;
            counter = counters.computeIfAbsent(place, name -> new LongAdder());
        }
        counter.increment();
    }

    /** As a family of counters. */
    MetricFamilySamples samples(String name, String help, String label) {
        MetricFamily family = MetricFamily.counter(name, help, label);
        counts().forEach((word, count) -> family.add(count, word));
        return family.samples();
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((word, counter) -> counts.put(word, counter.sum()));
        return counts;
    }
}
