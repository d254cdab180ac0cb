package dev.sluice.gateway.observe.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.stream.Stream;

/** Calls, as one scrape sees them. */
final class CallFamilies {

    private final MetricFamily invocations = MetricFamily.counter(
            "sluice_invocations_total", "Calls that are over, by how they ended.", "function", "outcome", "reason");
    private final MetricFamily responses = MetricFamily.counter(
            "sluice_responses_total",
            "Calls that are over, by the hundred of the status that the caller was told; gone: nobody was there.",
            "function",
            "status");
    private final MetricFamily durations = MetricFamily.histogram(
            "sluice_invocation_duration_seconds",
            "From entry to outcome, of calls that reached an instance.",
            "function");
    private final MetricFamily run = MetricFamily.counter(
            "sluice_invocation_run_seconds_total", "Time that calls spent on instances.", "function");
    private final MetricFamily bytes =
            MetricFamily.counter("sluice_invocation_bytes_total", "Bytes of bodies of calls.", "function", "direction");
    private final MetricFamily waits = MetricFamily.histogram(
            "sluice_queue_wait_seconds", "Time in the queue, of calls that had to wait for a slot.", "function");
    private final MetricFamily cold = MetricFamily.counter(
            "sluice_cold_starts_total", "Calls that waited for an instance to be specialised.", "function");
    private final MetricFamily coldSeconds = MetricFamily.histogram(
            "sluice_cold_start_seconds", "How long calls waited for an instance to be specialised.", "function");
    private final MetricFamily crashes =
            MetricFamily.counter("sluice_instance_crashes_total", "Instances that ended by themselves.", "function");

    private final MetricFamily decorators = MetricFamily.counter(
            "sluice_decorator_events_total",
            "What decorators did with calls, other than let them pass.",
            "function",
            "decorator",
            "event");

    static List<MetricFamilySamples> of(CallMetrics calls) {
        CallFamilies families = new CallFamilies();
        calls.all().forEach(families::add);
        return Stream.of(
                        families.invocations,
                        families.responses,
                        families.durations,
                        families.run,
                        families.bytes,
                        families.waits,
                        families.cold,
                        families.coldSeconds,
                        families.crashes,
                        families.decorators)
                .map(MetricFamily::samples)
                .toList();
    }

    private void add(FunctionSeries function) {
        String label = function.label();
        if (!label.equals(CallMetrics.UNKNOWN)) {
            invocations.add(function.succeeded(), label, "succeeded", "");
            durations.add(function.durations(), label);
            run.add(function.runSeconds(), label);
            bytes.add(function.bytesIn(), label, "in");
            bytes.add(function.bytesOut(), label, "out");
            crashes.add(function.crashes(), label);
        }
        function.ends().forEach((end, count) -> invocations.add(count.sum(), label, end.outcome(), end.reason()));
        function.deeds().forEach((deed, count) -> decorators.add(count.sum(), label, deed.decorator(), deed.event()));
        addStatuses(function);
        function.waits().ifPresent(histogram -> waits.add(histogram, label));
        function.coldStarts().ifPresent(histogram -> addCold(histogram, label));
    }

    private void addStatuses(FunctionSeries function) {
        for (int hundred = 0; hundred <= 5; hundred++) {
            long count = function.told(hundred);
            if (count > 0) {
                responses.add(count, function.label(), hundred == 0 ? "gone" : hundred + "xx");
            }
        }
    }

    private void addCold(Histogram histogram, String label) {
        long count = 0;
        for (int bucket = 0; bucket <= Histogram.bounds(); bucket++) {
            count += histogram.count(bucket);
        }
        cold.add(count, label);
        coldSeconds.add(histogram, label);
    }
}
