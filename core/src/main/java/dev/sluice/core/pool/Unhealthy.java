package dev.sluice.core.pool;

import dev.sluice.core.runner.RunnerId;

/** The last instance of a function that was replaced because it was not healthy; {@code at} by the clock of the pool. */
public record Unhealthy(RunnerId instance, String why, long at) {}
