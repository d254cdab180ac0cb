package dev.sluice.gateway.observe.metrics;

import dev.sluice.core.function.FunctionName;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;

/** Counts what goes through ambassadors. Thread-safe; nothing in it blocks. */
public final class EgressMetrics {

    private final ReasonCounters calls = new ReasonCounters();
    private final ReasonCounters failed = new ReasonCounters();
    private final ReasonCounters refused = new ReasonCounters();
    private final ReasonCounters same = new ReasonCounters();
    private final ReasonCounters different = new ReasonCounters();

    /** A call, or command, was for {@code target}. */
    public void called(FunctionName function, String ambassador, String target) {
        calls.count(word(function, ambassador, target));
    }

    /** The target did not answer one. */
    public void failed(FunctionName function, String ambassador, String target) {
        failed.count(word(function, ambassador, target));
    }

    /** The answer of {@code target}, which nobody saw, was the same as the one that its caller got, or it was not. */
    public void compared(FunctionName function, String ambassador, String target, boolean isSame) {
        (isSame ? same : different).count(word(function, ambassador, target));
    }

    private static String word(FunctionName function, String ambassador, String target) {
        return function.value() + "/" + ambassador + "/" + target;
    }

    /** A call was for nobody. */
    public void refused(FunctionName function, String ambassador) {
        refused.count(function.value() + "/" + ambassador);
    }

    List<MetricFamilySamples> families() {
        return List.of(
                calls.samples("sluice_egress_calls_total", "Calls and commands that ambassadors sent on.", "target"),
                failed.samples(
                        "sluice_egress_failed_total",
                        "Those whose target did not answer in full or in time.",
                        "target"),
                same.samples(
                        "sluice_egress_same_total",
                        "Answers of experiments that were compared, and were the same.",
                        "target"),
                different.samples(
                        "sluice_egress_different_total",
                        "Answers of experiments that were compared, and were not.",
                        "target"),
                refused.samples(
                        "sluice_egress_refused_total", "Calls that an ambassador had nobody for.", "ambassador"));
    }
}
