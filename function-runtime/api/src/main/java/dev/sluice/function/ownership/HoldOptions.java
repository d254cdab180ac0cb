package dev.sluice.function.ownership;

import java.time.Duration;

/**
 * How something is acquired.
 *
 * @param lease how long it is held without a renewal, 1 s to 1 h
 * @param waiting how long to wait while others hold it; after each 60 s the place in the queue is the last one again
 * @param who told to others, at most 100 bytes in UTF-8; empty for the function and its instance
 * @param onLoss run once if it is lost, on a thread of its own, before anybody else can hold it if it takes less than a quarter of the lease; what it
 *     throws is passed to the handler of uncaught exceptions
 */
public record HoldOptions(Duration lease, Duration waiting, String who, Runnable onLoss) {

    /** A lease of 15 s, 30 s to wait. */
    public static final HoldOptions DEFAULT =
            new HoldOptions(Duration.ofSeconds(15), Duration.ofSeconds(30), "", () -> {});

    public HoldOptions {
        if (lease.compareTo(Duration.ofSeconds(1)) < 0 || lease.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("lease is " + lease + ": allowed is 1 s to 1 h");
        }
        if (waiting.isNegative()) {
            throw new IllegalArgumentException("waiting is " + waiting + ": allowed is 0 or more");
        }
    }

    public HoldOptions lease(Duration other) {
        return new HoldOptions(other, waiting, who, onLoss);
    }

    public HoldOptions waiting(Duration other) {
        return new HoldOptions(lease, other, who, onLoss);
    }

    public HoldOptions who(String other) {
        return new HoldOptions(lease, waiting, other, onLoss);
    }

    public HoldOptions onLoss(Runnable other) {
        return new HoldOptions(lease, waiting, who, other);
    }
}
