package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.time.Duration;

/** How the measures of a program become metrics of the platform. */
public sealed interface MetricsAdapter {

    /** It answers with Prometheus' text. */
    record Prometheus(
            @Setting("where it is asked") Place at,

            @Setting(
                    value = "the path that is asked for",
                    pattern = Place.PATH,
                    patternRule = Place.PATH_RULE,
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
                    pattern = Place.PATH,
                    patternRule = Place.PATH_RULE,
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

        public Statsd {
            if (!Place.isVariable(host) || !Place.isVariable(port) || host.equals(port)) {
                throw new IllegalArgumentException(
                        "host and port are the names of two variables: letters, digits and _, not beginning with SLUICE_");
            }
        }
    }
}
