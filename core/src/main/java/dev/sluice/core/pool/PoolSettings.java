package dev.sluice.core.pool;

import dev.sluice.core.function.MemorySize;
import java.time.Duration;

/**
 * The operator's numbers for all pools of one gateway.
 *
 * @param startBudget how long a call may wait for its first instance, and how long a runner may take to be specialised;
 *     10 ms to 10 min
 * @param helloBudget how long a spawned runner may take until it says hello, at least the start budget
 */
public record PoolSettings(Caps caps, Warm warm, Duration startBudget, Duration helloBudget) {

    /** How long the instance of a passed trial waits to be activated. */
    public static final Duration TRIAL_KEEP = Duration.ofMinutes(1);

    /** How long a generic runner beyond those wanted is kept for the next burst. */
    public static final Duration SURPLUS_KEEP = Duration.ofMinutes(1);

    /** How long another function's instance must have been idle before growth or refill may have its room. */
    public static final Duration EVICT_IDLE = Duration.ofSeconds(10);

    /** How long a function that crashed without any call since is still remembered as troubled. */
    public static final Duration TROUBLE_KEEP = Duration.ofMinutes(10);

    public PoolSettings {
        require(
                startBudget.compareTo(Duration.ofMillis(10)) >= 0 && startBudget.compareTo(Duration.ofMinutes(10)) <= 0,
                "the start budget is " + startBudget + ": allowed is 10 ms to 10 min");
        require(
                helloBudget.compareTo(startBudget) >= 0 && helloBudget.compareTo(Duration.ofMinutes(10)) <= 0,
                "the hello budget is " + helloBudget + ": allowed is the start budget of " + startBudget
                        + " to 10 min");
    }

    /** What a machine of {@code cores} processors and {@code memory} gets unless its operator says otherwise. */
    public static PoolSettings forMachine(int cores, MemorySize memory) {
        int threeQuarters = Math.max(512, (int) (memory.mebibytes() * 3L / 4));
        return new PoolSettings(
                new Caps(100, new MemorySize(threeQuarters), Math.max(2, cores), Math.max(1, cores / 2), 4),
                new Warm(new MemorySize(256), Math.max(2, cores), 1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /**
     * What is never exceeded.
     *
     * @param runners runners on the machine, generic or specialised, 1 to 10,000
     * @param memory the sum of the memory classes of all runners
     * @param starts runners that start at the same time while a call waits that nobody else could serve
     * @param refillStarts runners that start at the same time otherwise, at most {@code starts}
     * @param claims runners that one function may be waiting for or specialising at the same time, 1 to 1,000
     */
    public record Caps(int runners, MemorySize memory, int starts, int refillStarts, int claims) {
        public Caps {
            require(runners >= 1 && runners <= 10_000, "the cap of runners is " + runners + ": allowed is 1 to 10000");
            require(
                    starts >= 1 && starts <= runners,
                    "the cap of starts is " + starts + ": allowed is 1 to " + runners);
            require(
                    refillStarts >= 1 && refillStarts <= starts,
                    "the cap of refill starts is " + refillStarts + ": allowed is 1 to " + starts);
            require(claims >= 1 && claims <= 1_000, "the cap of claims is " + claims + ": allowed is 1 to 1000");
        }
    }

    /**
     * What waits to be claimed.
     *
     * @param defaultClass the memory class of which every runtime always keeps runners warm
     * @param defaultWanted how many of these, 0 to 1,000
     * @param otherWanted how many of each other class that a live function needs, 0 to 1,000
     */
    public record Warm(MemorySize defaultClass, int defaultWanted, int otherWanted) {
        public Warm {
            require(
                    RunnerKind.CLASSES.contains(defaultClass),
                    "the default memory class is " + defaultClass + ": allowed are " + RunnerKind.CLASSES);
            require(
                    defaultWanted >= 0 && defaultWanted <= 1_000 && otherWanted >= 0 && otherWanted <= 1_000,
                    "the wanted warm runners are " + defaultWanted + " and " + otherWanted + ": allowed is 0 to 1000");
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
