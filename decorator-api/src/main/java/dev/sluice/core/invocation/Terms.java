package dev.sluice.core.invocation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * On what terms an invocation runs: what the platform must know of it besides its input.
 *
 * @param deadline the time after which it need not begin any more; empty if it waits as long as the function's spec says
 * @param key invocations of one function with the same key run one after the other, in order; empty if in no order
 * @param attempt the number of this attempt to run it, 1 for the first
 * @param chain the names of the functions that it came through, outermost first and the called one last, with {@code -} for one
 *     that is not sure; empty if it came through none
 * @param version the number of the only version that may run it; empty if that is the live one
 * @param rank 1 to 5, 1 first: of the background invocations of one function that wait for an instance, twice as many begin of each as
 *     of the next lower one
 */
public record Terms(
        EntryPoint entryPoint,
        Priority priority,
        Optional<Instant> deadline,
        String key,
        int attempt,
        List<String> chain,
        OptionalInt version,
        int rank) {

    /** That of invocations of which nothing is said. */
    public static final int USUAL_RANK = 3;

    /** The number of the lowest rank; that of the highest one is 1. */
    public static final int LOWEST_RANK = 5;

    /** A first attempt over HTTP that came through no other function. */
    public static final Terms HTTP = of(EntryPoint.HTTP, Priority.INTERACTIVE);

    public Terms {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1, this one is " + attempt);
        }
        if (rank < 1 || rank > LOWEST_RANK) {
            throw new IllegalArgumentException("a rank is 1 to " + LOWEST_RANK + ", this one is " + rank);
        }
        chain = List.copyOf(chain);
    }

    /** Those with the usual rank. */
    public Terms(
            EntryPoint entryPoint,
            Priority priority,
            Optional<Instant> deadline,
            String key,
            int attempt,
            List<String> chain,
            OptionalInt version) {
        this(entryPoint, priority, deadline, key, attempt, chain, version, USUAL_RANK);
    }

    /** Those of an invocation that the live version runs, with the usual rank. */
    public Terms(
            EntryPoint entryPoint,
            Priority priority,
            Optional<Instant> deadline,
            String key,
            int attempt,
            List<String> chain) {
        this(entryPoint, priority, deadline, key, attempt, chain, OptionalInt.empty());
    }

    /** A first attempt, with no deadline and in no order. */
    public static Terms of(EntryPoint entryPoint, Priority priority) {
        return new Terms(entryPoint, priority, Optional.empty(), "", 1, List.of());
    }

    /** The same through another entry point. */
    public Terms at(EntryPoint other) {
        return new Terms(other, priority, deadline, key, attempt, chain, version, rank);
    }

    /** The same for an invocation for whose answer nobody waits. */
    public Terms inBackground() {
        return new Terms(entryPoint, Priority.BACKGROUND, deadline, key, attempt, chain, version, rank);
    }

    /** The same for an invocation that came through these functions. */
    public Terms through(List<String> functions) {
        return new Terms(entryPoint, priority, deadline, key, attempt, functions, version, rank);
    }

    /** The same for an invocation that only this version may run. */
    public Terms boundTo(int number) {
        return new Terms(entryPoint, priority, deadline, key, attempt, chain, OptionalInt.of(number), rank);
    }

    /** The same with another rank, 1 to 5. */
    public Terms ranked(int other) {
        return new Terms(entryPoint, priority, deadline, key, attempt, chain, version, other);
    }

    /** Whether a version may run it. */
    public boolean allows(int number) {
        return version.isEmpty() || version.getAsInt() == number;
    }
}
