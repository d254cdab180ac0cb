package dev.sluice.runners.session;

import java.time.Duration;

/**
 * How long a gateway waits for what a runner has to do.
 *
 * @param hello from its connection to its hello, after which the connection is cut
 * @param cancelGrace from the cancellation of an invocation to its end
 * @param ping how often a silent runner is pinged; one that stays silent for three times as long is dead. Also how long one with the
 *     feature {@code pulse} may owe an answer
 */
public record LinkLimits(Duration hello, Duration cancelGrace, Duration ping) {

    /** The numbers of {@code docs/protocol.md}. */
    public static final LinkLimits DEFAULT =
            new LinkLimits(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5));

    public LinkLimits {
        if (!hello.isPositive() || !cancelGrace.isPositive() || !ping.isPositive()) {
            throw new IllegalArgumentException("a gateway waits longer than no time");
        }
    }
}
