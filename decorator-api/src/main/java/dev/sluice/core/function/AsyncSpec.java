package dev.sluice.core.function;

import java.time.Duration;
import java.util.Optional;

/**
 * How calls of a function that run later are tried and bounded; what is empty is as the platform's settings say, and {@code timeout}
 * as the function's own.
 *
 * @param attempts how often a call may reach the function, 1 to 100
 * @param maxAge how long after it was due a call that fails is tried again, 1 s to 30 d
 * @param firstPause the longest before the second attempt, 1 ms to 1 h
 * @param longestPause the longest before any, 1 ms to 24 h, and not less than {@code firstPause}
 * @param timeout how long one attempt may run, in the place of the function's own timeout, 1 ms to 24 h
 * @param backlogCalls calls that may wait, 1 to 10,000,000
 * @param backlogBytes of their bodies, 1 MiB to 1 TiB
 * @param backlogAge how old the oldest that waits may be before more are refused, 1 s to 30 d
 * @param shares how those that wait share the turns; empty if all are alike
 * @param version at which calls run that do not say it themselves; empty if at the one that is live by then
 */
public record AsyncSpec(
        Optional<Integer> attempts,
        Optional<Duration> maxAge,
        Optional<Duration> firstPause,
        Optional<Duration> longestPause,
        Optional<Duration> timeout,
        Optional<Integer> backlogCalls,
        Optional<MemorySize> backlogBytes,
        Optional<Duration> backlogAge,
        Optional<FairShares> shares,
        Optional<VersionChoice> version) {

    public static final Range<Integer> ATTEMPTS = new Range<>(1, 100);
    public static final Range<Duration> MAX_AGE = new Range<>(Duration.ofSeconds(1), Duration.ofDays(30));
    public static final Range<Duration> FIRST_PAUSE = new Range<>(Duration.ofMillis(1), Duration.ofHours(1));
    public static final Range<Duration> LONGEST_PAUSE = new Range<>(Duration.ofMillis(1), Duration.ofHours(24));
    public static final Range<Duration> TIMEOUT = new Range<>(Duration.ofMillis(1), Duration.ofHours(24));
    public static final Range<Integer> BACKLOG_CALLS = new Range<>(1, 10_000_000);
    public static final Range<Duration> BACKLOG_AGE = new Range<>(Duration.ofSeconds(1), Duration.ofDays(30));

    /** What a spec that says nothing gets; after the bounds, which it is checked against. */
    public static final AsyncSpec DEFAULT = new AsyncSpec(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public AsyncSpec {
        attempts.ifPresent(told -> ATTEMPTS.check("attempts", told));
        maxAge.ifPresent(told -> MAX_AGE.check("maxAge", told));
        firstPause.ifPresent(told -> FIRST_PAUSE.check("firstPause", told));
        longestPause.ifPresent(told -> LONGEST_PAUSE.check("longestPause", told));
        timeout.ifPresent(told -> TIMEOUT.check("timeout", told));
        backlogCalls.ifPresent(told -> BACKLOG_CALLS.check("backlogCalls", told));
        backlogAge.ifPresent(told -> BACKLOG_AGE.check("backlogAge", told));
        if (firstPause.isPresent()
                && longestPause.isPresent()
                && longestPause.get().compareTo(firstPause.get()) < 0) {
            throw new IllegalArgumentException("longestPause is less than firstPause");
        }
    }
}
