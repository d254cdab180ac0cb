package dev.sluice.events.trigger;

import dev.sluice.core.settings.Setting;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.pump.OnOutage;
import java.time.Duration;

/** How long one event is tried before it is a dead letter. */
public record RetrySettings(
        @Setting(value = "attempts that reach the function's code", least = "1", most = "100", otherwise = "5")
        int attempts,

        @Setting(
                value = "how long it is tried, from the first of these attempts",
                least = "1s",
                most = "8760h",
                otherwise = "24h")
        Duration age,

        @Setting("the pauses between attempts") BackoffSettings backoff,

        @Setting(
                value = "what becomes of events while most fail in the function's code: `pause`: the trigger waits, and"
                        + " nothing counts; `dead-letter`: they are dead letters when their attempts are used up",
                otherwise = "pause")
        OnOutage onOutage) {

    /** Pauses that grow up to twice as long each time, a random part of them. */
    public record BackoffSettings(
            @Setting(value = "the longest before the second attempt", least = "1ms", most = "1h", otherwise = "1s")
            Duration first,

            @Setting(value = "the longest before any", least = "1ms", most = "24h", otherwise = "1m")
            Duration longest) {

        public BackoffSettings {
            if (longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("longest is less than first");
            }
        }
    }

    /** What it is when nothing is said. */
    public static final RetrySettings USUAL = new RetrySettings(
            5, Duration.ofHours(24), new BackoffSettings(Duration.ofSeconds(1), Duration.ofMinutes(1)), OnOutage.PAUSE);

    /** Whether it is what it is when nothing is said. */
    boolean isUsual() {
        return equals(USUAL);
    }

    /** The same as a policy. */
    public RetryPolicy policy() {
        return new RetryPolicy(attempts, age, new Backoff(backoff.first(), backoff.longest()));
    }
}
