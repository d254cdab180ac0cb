package dev.sluice.events.async;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.function.FunctionName;
import java.time.Duration;
import java.util.function.Function;

/**
 * How calls are kept and run that nobody waits for.
 *
 * @param prefix of the platform's topics, such as {@code sluice.}
 * @param partitions of the topic of each function, 1 or more: as many gateways share its work
 * @param concurrency calls of one function that this gateway has under way at the same time, 1 or more
 * @param of tells the settings of each function as they are now, also of one that is not there; must not block
 * @param kept how long an outcome is kept
 * @param grace how long what is under way is waited for at the end
 */
public record AsyncSettings(
        String prefix,
        int partitions,
        int concurrency,
        Function<FunctionName, CallSettings> of,
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
