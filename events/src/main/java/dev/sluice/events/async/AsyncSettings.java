package dev.sluice.events.async;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.queue.QueueLimits;
import java.time.Duration;

/**
 * How calls are kept and run that nobody waits for.
 *
 * @param prefix of the platform's topics, such as {@code sluice.}
 * @param partitions of the topic of each function, 1 or more: as many gateways share its work
 * @param concurrency calls of one function that this gateway has under way at the same time, 1 or more
 * @param kept how long an outcome is kept
 * @param grace how long what is under way is waited for at the end
 */
public record AsyncSettings(
        String prefix,
        int partitions,
        int concurrency,
        QueueLimits limits,
        RetryPolicy policy,
        Duration kept,
        Duration grace,
        ChainLimit longestChain) {

    public AsyncSettings {
        if (partitions < 1 || concurrency < 1 || !kept.isPositive()) {
            throw new IllegalArgumentException("calls need a partition, a slot and some time at least: " + partitions
                    + " partitions, " + concurrency + " at the same time, outcomes kept for " + kept);
        }
    }
}
