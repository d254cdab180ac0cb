package dev.sluice.benchmarks.http;

import dev.sluice.benchmarks.measure.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a load.
 *
 * @param statuses how often each status was answered; 0 counts connections that failed
 * @param acceptedMillis how long each 200 took, from when it was due
 * @param seconds how long the load went on
 */
public record Load(Map<Integer, Integer> statuses, List<Double> acceptedMillis, double seconds) {

    public double goodput() {
        return acceptedMillis.size() / seconds;
    }

    public Samples accepted() {
        return Samples.of(acceptedMillis);
    }

    static Load joined(List<Load> parts, double seconds) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<Double> accepted = new ArrayList<>();
        for (Load part : parts) {
            part.statuses.forEach((status, count) -> statuses.merge(status, count, Integer::sum));
            accepted.addAll(part.acceptedMillis);
        }
        return new Load(statuses, accepted, seconds);
    }
}
