package dev.sluice.decorators.retry;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.failure.StatusRange;
import dev.sluice.decorators.repeat.Methods;
import java.time.Duration;
import java.util.List;

/** What is called again, how often, and after how long. */
public record RetrySettings(
        @Setting(
                value = "how often a call is made in all",
                unit = "calls",
                least = "2",
                most = "10",
                otherwise = "3",
                inShort = true)
        int attempts,

        @Setting(
                value =
                        "methods that may be called again; name POST or PATCH only if the function can take the same call"
                                + " twice",
                otherwise = Methods.IDEMPOTENT)
        List<String> methods,

        @Setting(value = "statuses after which it is, as in 503 or 500-599", otherwise = "429, 502, 503, 504")
        List<StatusRange> statuses,

        @Setting(
                value = "ends without an answer after which it is",
                otherwise = "rejected, neighbour-timed-out, exited, out-of-memory, platform-fault")
        List<FailedEnd> outcomes,

        @Setting(
                value =
                        "how long it waits before the second call; before each further one twice as long, each time a random"
                                + " part of it",
                least = "1ms",
                most = "1m",
                otherwise = "50ms")
        Duration delay,

        @Setting(
                value = "the longest it waits; if Retry-After asks for more, there is no further call",
                least = "1ms",
                most = "5m",
                otherwise = "2s")
        Duration longest,

        @Setting(
                value = "share of calls that may be repeats; ten more may come at once after a quiet time",
                least = "0.01",
                most = "1",
                otherwise = "0.2")
        double budget,

        @Setting(
                value =
                        "how long a request body may be; requests with longer bodies, or that do not say how long theirs"
                                + " is, pass without being called again",
                least = "1Mi",
                most = "64Mi",
                otherwise = "1Mi")
        MemorySize body) {

    public RetrySettings {
        Methods.check(methods);
        if (longest.compareTo(delay) < 0) {
            throw new IllegalArgumentException("longest is " + DurationText.format(longest) + ", less than delay with "
                    + DurationText.format(delay));
        }
        new Failures(statuses, outcomes);
    }

    Failures failures() {
        return new Failures(statuses, outcomes);
    }
}
