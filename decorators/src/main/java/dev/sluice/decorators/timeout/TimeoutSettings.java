package dev.sluice.decorators.timeout;

import dev.sluice.core.settings.Setting;
import java.time.Duration;

/** How long a call may take. */
public record TimeoutSettings(
        @Setting(
                value = "how long a call may take with all waiting; then it is cancelled and answered with 504",
                least = "1ms",
                most = "24h",
                inShort = true)
        Duration limit,

        @Setting(
                value =
                        "until when time counts: end of the answer (one that has begun is broken off when time is up, since"
                                + " its status was sent), or its begin (for long downloads and event streams)",
                otherwise = "end")
        Until until) {

    /** When the clock is stopped. */
    public enum Until {
        BEGIN,
        END
    }
}
