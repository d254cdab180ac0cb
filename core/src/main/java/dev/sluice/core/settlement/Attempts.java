package dev.sluice.core.settlement;

import java.time.Duration;

/**
 * What was tried so far, with the attempt that has just ended.
 *
 * @param all how often it was tried, 1 or more
 * @param counted how often that reached the function's code before this attempt
 * @param age since the work was accepted
 */
public record Attempts(int all, int counted, Duration age) {

    public Attempts {
        if (all < 1 || counted < 0 || counted >= all) {
            throw new IllegalArgumentException(
                    "of " + all + " attempts " + counted + " reached the code before the last");
        }
    }
}
