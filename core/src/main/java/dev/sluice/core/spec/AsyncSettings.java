package dev.sluice.core.spec;

import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FairShares;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code async} in a function's spec. */
public record AsyncSettings(
        @Setting(
                value = "how often a call may reach the function before it is a dead letter",
                least = "1",
                most = "100",
                otherwise = "sluice.async.attempts")
        Optional<Integer> attempts,

        @Setting(
                value = "how long after it was due a call that fails is tried again",
                least = "1s",
                most = "720h",
                otherwise = "sluice.async.max-age")
        Optional<Duration> maxAge,

        @Setting(
                value = "the longest pause before the second attempt; it doubles with each one",
                least = "1ms",
                most = "1h",
                otherwise = "sluice.async.first-pause")
        Optional<Duration> firstPause,

        @Setting(
                value = "the longest pause before any attempt",
                least = "1ms",
                most = "24h",
                otherwise = "sluice.async.longest-pause")
        Optional<Duration> longestPause,

        @Setting(
                value = "how long one attempt may run, also of a call that an event makes",
                least = "1ms",
                most = "24h",
                otherwise = "the function's own `timeout`")
        Optional<Duration> timeout,

        @Setting(
                value = "calls that may wait; more are refused",
                least = "1",
                most = "10000000",
                otherwise = "sluice.async.backlog-calls")
        Optional<Integer> backlogCalls,

        @Setting(
                value = "bytes of bodies that may wait; more are refused",
                least = "1Mi",
                most = "1024Gi",
                otherwise = "sluice.async.backlog-bytes")
        Optional<MemorySize> backlogBytes,

        @Setting(
                value = "how old the oldest call that waits may be before more are refused",
                least = "1s",
                most = "720h",
                otherwise = "sluice.async.backlog-age")
        Optional<Duration> backlogAge,

        @Setting(
                value =
                        "what calls have in common that share one turn among those that wait: subject (needs a decorator that"
                                + " finds out who calls), address (IPv6 by its first 64 bits), or {header: NAME}",
                otherwise = "all calls are alike")
        Optional<FairKey> fairKey,

        @Setting(
                value =
                        "how many turns values of fairKey have where others have one, 1 to 100 each, at most 100 values",
                most = "100")
        Map<String, Integer> weights,

        @Setting(
                value =
                        "at which version calls run that do not say it by X-Version: live, the one that is live by then; accepted,"
                                + " the one that is live when the call is accepted; or the number of one that is kept",
                otherwise = "live")
        Optional<VersionChoice> version) {

    public AsyncSettings {
        FairShares.check(fairKey.isPresent(), weights);
        if (firstPause.isPresent()
                && longestPause.isPresent()
                && longestPause.get().compareTo(firstPause.get()) < 0) {
            throw new IllegalArgumentException("longestPause is less than firstPause");
        }
    }

    AsyncSpec spec() {
        return new AsyncSpec(
                attempts,
                maxAge,
                firstPause,
                longestPause,
                timeout,
                backlogCalls,
                backlogBytes,
                backlogAge,
                fairKey.map(key -> new FairShares(key, weights)),
                version);
    }
}
