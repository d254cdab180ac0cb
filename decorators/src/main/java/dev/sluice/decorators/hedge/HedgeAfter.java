package dev.sluice.decorators.hedge;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.TreeValues;
import java.time.Duration;
import java.util.Optional;

/**
 * When a call counts as slow.
 *
 * @param percentile of the times seen of late, 50 to 99; if there is none, {@code time} counts
 * @param time 1 ms to 10 minutes
 */
public record HedgeAfter(Optional<Integer> percentile, Duration time) {

    /** Reads {@code p95} or {@code 100ms}. */
    public static HedgeAfter parse(String text) {
        if (text.matches("p[5-9]\\d")) {
            return new HedgeAfter(Optional.of(Integer.parseInt(text.substring(1))), Duration.ZERO);
        }
        return DurationText.parse(text)
                .filter(time -> time.isPositive() && time.compareTo(Duration.ofMinutes(10)) <= 0)
                .map(time -> new HedgeAfter(Optional.empty(), time))
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "'" + TreeValues.shown(text)
                                        + "' does not say when a call is slow: write a time from 1ms to 10m, or p50 to p99, as in p95"));
    }
}
