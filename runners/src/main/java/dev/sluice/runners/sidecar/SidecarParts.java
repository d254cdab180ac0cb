package dev.sluice.runners.sidecar;

import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.time.Timers;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the sidecars of a gateway are made of.
 *
 * @param background for what may block
 * @param events hears of their ends, on any thread; must not block
 */
public record SidecarParts(
        RunnerProvider provider,
        SidecarPrograms programs,
        Timers time,
        Executor background,
        Consumer<PoolEvent> events) {}
