package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.Trial;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for trials, with patience that ends. */
final class Trials {

    private final FunctionPools pools;
    private final Duration patience;

    Trials(FunctionPools pools, Duration patience) {
        this.pools = pools;
        this.patience = patience;
    }

    /** Tries a version. Whoever is interrupted gets a failure, and stays interrupted. */
    Trial run(FunctionVersion version) {
        Duration most = patience(version);
        try {
            return pools.trial(version).toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pools.abandonTrial(version);
            return fault(
                    "trial_timeout",
                    "the trial of " + version.label() + " did not end within " + most.toSeconds() + " s");
        } catch (InterruptedException e) {
            pools.abandonTrial(version);
            Thread.currentThread().interrupt();
            return fault("shutting_down", "the platform shuts down: try again when it is back");
        } catch (ExecutionException e) {
            pools.abandonTrial(version);
            return fault("trial_failed", "the trial of " + version.label() + " failed: " + e.getCause());
        }
    }

    /** A function that may take longer to start, first for a runner and then for itself, is waited for longer. */
    private Duration patience(FunctionVersion version) {
        Duration own = version.spec()
                .code()
                .launch()
                .timeout()
                .map(timeout -> timeout.multipliedBy(2))
                .orElse(patience);
        return own.compareTo(patience) > 0 ? own : patience;
    }

    private static Trial fault(String reason, String detail) {
        return new Trial.Failed(new Outcome.PlatformFault(Component.POOL, reason, detail), "");
    }
}
