package dev.sluice.gateway.upstream;

import dev.sluice.core.function.AllowedUpstreams;
import java.time.Duration;

/**
 * What an operator may say about upstreams.
 *
 * @param allowed the hosts that calls may go to
 * @param maxConnections to each of them, 1 to 10,000; calls beyond that wait
 * @param maxWaiting calls that wait for a connection to one of them, 0 to 100,000; those beyond are refused
 * @param connectTimeout how long it may take to reach one
 */
public record UpstreamSettings(AllowedUpstreams allowed, int maxConnections, int maxWaiting, Duration connectTimeout) {

    public static final UpstreamSettings DEFAULT =
            new UpstreamSettings(AllowedUpstreams.ALL, 256, 1_000, Duration.ofSeconds(5));

    public UpstreamSettings {
        check("connections", maxConnections, 1, 10_000);
        check("waiting calls", maxWaiting, 0, 100_000);
        if (!connectTimeout.isPositive() || connectTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException(
                    "the time to reach an upstream is " + connectTimeout + ": allowed is up to 5m");
        }
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the limit of " + what + " is " + value + ": allowed is " + least + " to " + most);
        }
    }
}
