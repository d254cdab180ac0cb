package dev.sluice.decorators.repeat;

/**
 * How many calls may be repeated: a share of all calls, and a few at once after a quiet time. So repeats never make more
 * than that share of traffic, however much fails. Thread-safe.
 */
public final class RetryBudget {

    /** How many may come at once. */
    public static final int RESERVE = 10;

    private final double share;
    private double left = RESERVE;

    /** Begins with its reserve; {@code share} is 0 to 1. */
    public RetryBudget(double share) {
        this.share = share;
    }

    /** A call came. */
    public synchronized void earn() {
        left = Math.min(RESERVE, left + share);
    }

    /** One that was {@link #spend}'s was not repeated after all. */
    public synchronized void giveBack() {
        left = Math.min(RESERVE, left + 1);
    }

    /** Whether one may be repeated; if so, it counts. */
    public synchronized boolean spend() {
        // What was added up in parts may lack the last bit.
        if (share == 0 || left < 1 - 1e-9) {
            return false;
        }
        left -= 1;
        return true;
    }
}
