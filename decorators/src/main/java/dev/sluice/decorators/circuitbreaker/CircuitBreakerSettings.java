package dev.sluice.decorators.circuitbreaker;

import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.failure.StatusRange;
import java.time.Duration;
import java.util.List;

/** When the circuit opens, for how long, and what closes it. */
public record CircuitBreakerSettings(
        @Setting(
                value = "the share of calls that must fail for the circuit to open",
                least = "0.01",
                most = "1",
                otherwise = "0.5",
                inShort = true)
        double ratio,

        @Setting(value = "how far back calls are counted", least = "1s", most = "1h", otherwise = "30s")
        Duration window,

        @Setting(
                value = "with fewer calls than this in the window the circuit stays closed",
                unit = "calls",
                least = "1",
                most = "100000",
                otherwise = "20")
        int minimum,

        @Setting(
                value = "how long it stays open; calls are answered with 503 and Retry-After",
                least = "100ms",
                most = "1h",
                otherwise = "10s")
        Duration open,

        @Setting(
                value =
                        "how many calls are let through to try after that: if all are good it closes, if one fails it opens"
                                + " again",
                unit = "calls",
                least = "1",
                most = "1000",
                otherwise = "3")
        int probes,

        @Setting(value = "statuses that count as failures, as in 503 or 500-599", otherwise = "500-599")
        List<StatusRange> statuses,

        @Setting(
                value = "ends without an answer that count as failures",
                otherwise = "threw, timed-out, neighbour-timed-out, out-of-memory, exited, not-started, platform-fault")
        List<FailedEnd> outcomes) {

    public CircuitBreakerSettings {
        new Failures(statuses, outcomes);
    }

    Failures failures() {
        return new Failures(statuses, outcomes);
    }
}
