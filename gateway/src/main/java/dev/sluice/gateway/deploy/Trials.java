package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.runner.LogLine;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for trials, with patience that ends. */
final class Trials {

    /** How many lines of a function's log are looked at for what a trial printed. */
    private static final int LINES = 200;

    private final FunctionPools pools;
    private final FunctionLogs logs;
    private final InstantSource clock;
    private final Duration patience;

    Trials(FunctionPools pools, FunctionLogs logs, InstantSource clock, Duration patience) {
        this.pools = pools;
        this.logs = logs;
        this.clock = clock;
        this.patience = patience;
    }

    /** Tries a version, and passes on what one printed that did not start. */
    Trial run(FunctionVersion version, DeployProgress progress) {
        Instant begin = clock.instant();
        Trial trial = run(version);
        if (trial instanceof Trial.Failed && !Thread.currentThread().isInterrupted()) {
            printedBy(version, begin).forEach(progress::printed);
        }
        return trial;
    }

    private List<String> printedBy(FunctionVersion version, Instant since) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, since);
        try {
            return logs.tail(LogQuery.of(version.function(), LINES)).stream()
                    .filter(line -> line.version() == version.number() && line.epochMicros() >= micros)
                    .map(LogLine::line)
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whoever is interrupted gets a failure, and stays interrupted. */
    private Trial run(FunctionVersion version) {
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
