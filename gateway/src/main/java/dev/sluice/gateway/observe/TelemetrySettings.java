package dev.sluice.gateway.observe;

import dev.sluice.gateway.observe.access.AccessSettings;
import dev.sluice.gateway.observe.logs.LogSettings;
import dev.sluice.gateway.observe.metrics.Metrics;
import dev.sluice.gateway.observe.trace.TraceSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is kept, where it goes, and how much of it.
 *
 * @param traces empty: none are exported
 * @param metricsFunctions how many functions have metrics of their own, 0 to 100,000
 */
public record TelemetrySettings(
        LogSettings logs, AccessSettings access, Optional<TraceSettings> traces, int metricsFunctions) {

    /** The defaults, with everything below {@code folder}. */
    public static TelemetrySettings in(Path folder) {
        return new TelemetrySettings(
                LogSettings.in(folder), AccessSettings.in(folder), Optional.empty(), Metrics.DEFAULT_FUNCTIONS);
    }
}
