package dev.sluice.decorators.ratelimit;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.caller.CallerKey;
import java.time.Duration;
import java.util.Optional;

/** How many calls in how much time, and whose. */
public record RateLimitSettings(
        @Setting(
                value = "how many calls a caller may make",
                unit = "calls",
                least = "1",
                most = "1000000",
                inShort = true)
        int rate,

        @Setting(value = "in how much time, in whole seconds", least = "1s", most = "24h", otherwise = "1s")
        Duration per,

        @Setting(
                value = "how many of them may come at once after a pause; rate, if nothing is said",
                unit = "calls",
                least = "1",
                most = "1000000")
        Optional<Integer> burst,

        @Setting(
                value = "what makes calls one caller's: address (IPv6 by its first 64 bits), subject (needs a decorator"
                        + " before that finds out who calls), {header: NAME}, or all; those that lack it count"
                        + " together",
                otherwise = "address")
        CallerKey key,

        @Setting(
                value = "how many callers are told apart at the same time; beyond that, new ones count together until"
                        + " others have been quiet for a while",
                unit = "callers",
                least = "1",
                most = "1000000",
                otherwise = "10000")
        int keys,

        @Setting(
                "whether all gateways that share their state count together, also over a restart; each call then waits for a"
                        + " durable write")
        boolean shared) {

    private static final Duration LONGEST = Duration.ofDays(30);

    public RateLimitSettings {
        if (!per.equals(Duration.ofSeconds(per.toSeconds()))) {
            throw new IllegalArgumentException("per is " + DurationText.format(per) + ": write whole seconds");
        }
        double seconds = (double) burst.orElse(rate) * per.toSeconds() / rate;
        if (seconds > LONGEST.toSeconds()) {
            throw new IllegalArgumentException(
                    "a burst of " + burst.orElse(rate) + " at " + rate + " per " + DurationText.format(per)
                            + " takes more than 30 days to come back: allow less at once, or more often");
        }
    }

    /** What may come at once. */
    int atOnce() {
        return burst.orElse(rate);
    }
}
