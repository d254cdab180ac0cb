package dev.sluice.events.async;

import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.queue.QueueLimits;

/** How many calls of one function may wait, and how they are tried. */
public record CallSettings(QueueLimits limits, RetryPolicy policy) {}
