package dev.sluice.gateway.observe.metering;

import dev.sluice.core.cost.Usage;
import dev.sluice.core.pool.GapHistogram;

/** What one function was metered to use, and how far apart its calls came. */
public record Metered(Usage usage, GapHistogram gaps) {}
