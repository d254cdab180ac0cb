package dev.sluice.core.pool;

import java.util.random.RandomGenerator;

/** What every function's pool of one gateway goes by. {@code random} spreads retries; it need not be secure. */
public record PoolRules(PoolSettings settings, KeepAlive keepAlive, RandomGenerator random) {

    long startBudget() {
        return settings.startBudget().toNanos();
    }
}
