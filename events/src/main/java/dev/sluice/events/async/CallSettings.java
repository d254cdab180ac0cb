package dev.sluice.events.async;

import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.queue.QueueLimits;
import java.util.Map;

/**
 * How many calls of one function may wait, and how they are tried.
 *
 * @param weights how many turns some fair keys have where others have one
 */
public record CallSettings(QueueLimits limits, RetryPolicy policy, Map<String, Integer> weights) {

    public CallSettings {
        weights = Map.copyOf(weights);
    }
}
