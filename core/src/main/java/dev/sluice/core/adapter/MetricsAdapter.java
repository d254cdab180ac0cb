package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.regex.Pattern;

/** How the measures of a program become metrics of the platform. */
public sealed interface MetricsAdapter {

    /** It answers with Prometheus' text. */
    record Prometheus(
            @Setting("where it is asked") Place at,

            @Setting(
                    value = "the path that is asked for",
                    pattern = "/[!-~]{0,255}",
                    patternRule = "a path that begins with /, at most 256 characters, none of them blank",
                    otherwise = "/metrics")
            String path,

            @Setting(value = "how often it is asked", least = "1s", most = "10m", otherwise = "15s")
            Duration interval)
            implements MetricsAdapter {}

    /** It answers with JSON, of which each number is a gauge. */
    record Json(
            @Setting("where it is asked") Place at,

            @Setting(
                    value = "the path that is asked for",
                    pattern = "/[!-~]{0,255}",
                    patternRule = "a path that begins with /, at most 256 characters, none of them blank",
                    otherwise = "/")
            String path,

            @Setting(value = "how often it is asked", least = "1s", most = "10m", otherwise = "15s")
            Duration interval)
            implements MetricsAdapter {}

    /** It sends packets of StatsD to a port that the platform opens. */
    record Statsd(
            @Setting(value = "the variable that tells it the host", otherwise = "STATSD_HOST")
            String host,

            @Setting(value = "the variable that tells it the port", otherwise = "STATSD_PORT")
            String port)
            implements MetricsAdapter {

        private static final Pattern VARIABLE = Pattern.compile("(?!SLUICE_)[A-Za-z_][A-Za-z0-9_]{0,127}");

        public Statsd {
            if (!VARIABLE.matcher(host).matches() || !VARIABLE.matcher(port).matches() || host.equals(port)) {
                throw new IllegalArgumentException(
                        "host and port are the names of two variables: letters, digits and _, not beginning with SLUICE_");
            }
        }
    }
}
