package dev.sluice.events.call;

import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settlement.RetryPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * On what terms a call waits and runs.
 *
 * @param entryPoint at which its attempts enter: it says which decorators stand before them
 * @param notBefore when it may run; empty if at once
 * @param expires when it need not begin any more; empty if it waits as long as its function's settings say
 * @param key calls of one function with the same key run one after the other, in the order in which they were accepted; empty if in none
 * @param chain the functions that it came through, outermost first and the called one last, as in
 *     {@link dev.sluice.core.invocation.Terms}; empty if none
 * @param retry how long it is tried; empty if as long as all calls are for which nobody said anything else
 * @param priority 1 to 5, 1 first: which calls of its function begin more often where not all can
 * @param version the number of the only version that may run it; empty if each attempt runs at the one that is live by then
 * @param fairKey calls of its function with the same one share one turn among those that wait; empty if nothing was said of it
 */
public record CallTerms(
        EntryPoint entryPoint,
        Optional<Instant> notBefore,
        Optional<Instant> expires,
        String key,
        List<String> chain,
        Optional<RetryPolicy> retry,
        int priority,
        OptionalInt version,
        String fairKey) {

    /** That of calls of which nothing is said. */
    public static final int USUAL_PRIORITY = Terms.USUAL_RANK;

    /** The number of the lowest priority; that of the highest one is 1. */
    public static final int LOWEST_PRIORITY = Terms.LOWEST_RANK;

    /** The most characters of a key. */
    public static final int MAX_KEY = 256;

    public CallTerms {
        check(key);
        check(fairKey);
        if (notBefore.isPresent() && expires.isPresent() && !notBefore.get().isBefore(expires.get())) {
            throw new IllegalArgumentException("a call that may not run before " + notBefore.get()
                    + " has expired by then: it expires at " + expires.get());
        }
        if (version.isPresent() && version.getAsInt() < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version.getAsInt());
        }
        if (priority < 1 || priority > LOWEST_PRIORITY) {
            throw new IllegalArgumentException("a priority is 1 to " + LOWEST_PRIORITY + ", this one is " + priority);
        }
        chain = List.copyOf(chain);
    }

    private static void check(String key) {
        if (key.length() > MAX_KEY) {
            throw new IllegalArgumentException(
                    "a key has at most " + MAX_KEY + " characters, this one has " + key.length());
        }
    }

    /** At once, as long as it takes, in no order, through no other function, with the usual priority and no fair key. */
    public static CallTerms at(EntryPoint entryPoint) {
        return new CallTerms(
                entryPoint,
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                Optional.empty(),
                USUAL_PRIORITY,
                OptionalInt.empty(),
                "");
    }

    /** The same, not before this time. */
    public CallTerms notBefore(Instant time) {
        return new CallTerms(entryPoint, Optional.of(time), expires, key, chain, retry, priority, version, fairKey);
    }

    /** The same, expiring at this time. */
    public CallTerms expires(Instant time) {
        return new CallTerms(entryPoint, notBefore, Optional.of(time), key, chain, retry, priority, version, fairKey);
    }

    /** The same, in order with those of the same key. */
    public CallTerms inOrderOf(String other) {
        return new CallTerms(entryPoint, notBefore, expires, other, chain, retry, priority, version, fairKey);
    }

    /** The same for a call that came through these functions. */
    public CallTerms through(List<String> functions) {
        return new CallTerms(entryPoint, notBefore, expires, key, functions, retry, priority, version, fairKey);
    }

    /** The same, tried so long. */
    public CallTerms tried(RetryPolicy policy) {
        return new CallTerms(
                entryPoint, notBefore, expires, key, chain, Optional.of(policy), priority, version, fairKey);
    }

    /** The same with another priority, 1 to 5. */
    public CallTerms priority(int other) {
        return new CallTerms(entryPoint, notBefore, expires, key, chain, retry, other, version, fairKey);
    }

    /** The same, bound to a version, or to none. */
    public CallTerms version(OptionalInt other) {
        return new CallTerms(entryPoint, notBefore, expires, key, chain, retry, priority, other, fairKey);
    }

    /** The same, sharing the turns of those with this fair key. */
    public CallTerms sharingAs(String other) {
        return new CallTerms(entryPoint, notBefore, expires, key, chain, retry, priority, version, other);
    }
}
