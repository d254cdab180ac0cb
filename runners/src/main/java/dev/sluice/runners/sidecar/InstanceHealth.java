package dev.sluice.runners.sidecar;

import dev.sluice.core.adapter.HealthAdapter;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerStartException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The health of one instance: awaited before it gets calls, and looked at while it lives. Thread-safe; looks run in the background,
 * one after the other.
 */
public final class InstanceHealth {

    private final HealthAdapter rule;
    private final List<Probe> probes;
    private final SidecarParts parts;
    private final CompletableFuture<RunnerExit> exited;
    private final int[] missing;

    InstanceHealth(HealthAdapter rule, List<Probe> probes, SidecarParts parts, CompletableFuture<RunnerExit> exited) {
        this.rule = rule;
        this.probes = probes;
        this.parts = parts;
        this.exited = exited;
        this.missing = new int[probes.size()];
    }

    /**
     * Blocks until all that is looked for is there.
     *
     * @param deadline by the clock of the parts
     * @throws RunnerStartException if it is not by then, or the instance has ended; the message is a sentence
     */
    public void await(long deadline) throws RunnerStartException {
        long from = parts.time().nanos();
        for (Probe probe : probes) {
            await(probe, from, deadline);
        }
    }

    private void await(Probe probe, long from, long deadline) throws RunnerStartException {
        long pause = RunningSidecar.FIRST_LOOK_MILLIS;
        while (!probe.isGood()) {
            Optional<RunnerExit> exit = RunningSidecar.within(exited, pause);
            if (exit.isPresent()) {
                throw new RunnerStartException("The instance "
                        + RunningSidecar.described(exit.get()).substring("it ".length()) + " before it was healthy.");
            }
            long left = deadline - parts.time().nanos();
            if (left <= 0) {
                throw new RunnerStartException("The instance did not " + probe.wanted() + " in the "
                        + (deadline - from) / 1_000_000 + " ms that it had.");
            }
            pause = Math.min(Math.min(pause * 2, probe.longestPauseMillis()), left / 1_000_000 + 1);
        }
    }

    /**
     * Looks again and again from now on, until the instance has ended or a sign was missing too often.
     *
     * @param unhealthy is told why, once, in the background
     */
    public void watch(Consumer<String> unhealthy) {
        if (!exited.isDone()) {
            long next = parts.time().nanos() + rule.interval().toNanos();
            parts.time().at(next, () -> parts.background().execute(() -> look(unhealthy)));
        }
    }

    private void look(Consumer<String> unhealthy) {
        for (int i = 0; i < missing.length && !exited.isDone(); i++) {
            Probe probe = probes.get(i);
            missing[i] = probe.isGood() ? 0 : missing[i] + 1;
            if (missing[i] >= rule.failures()) {
                unhealthy.accept("it did not " + probe.wanted()
                        + (missing[i] == 1 ? "" : ", " + missing[i] + " times in a row"));
                return;
            }
        }
        watch(unhealthy);
    }
}
