package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The versions of one function that are being tried before they go live. */
final class Trials {

    private final List<PendingTrial> pending = new ArrayList<>(1);

    PendingTrial add(FunctionVersion version, TrialWaiter waiter, long deadline) {
        PendingTrial trial = new PendingTrial(version, waiter, deadline);
        pending.add(trial);
        return trial;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    List<PendingTrial> all() {
        return List.copyOf(pending);
    }

    int waitingFor(RunnerKind kind) {
        int count = 0;
        for (PendingTrial trial : pending) {
            if (waits(trial, kind)) {
                count++;
            }
        }
        return count;
    }

    /** The trial that has waited longest for a runner of this kind. */
    @Nullable
    PendingTrial nextFor(RunnerKind kind) {
        for (PendingTrial trial : pending) {
            if (waits(trial, kind)) {
                return trial;
            }
        }
        return null;
    }

    List<RunnerKind> kindsWaitedFor() {
        return pending.stream()
                .filter(PendingTrial::waitsForRunner)
                .map(trial -> RunnerKind.of(trial.version().spec()))
                .distinct()
                .toList();
    }

    /** The trial is over, whether it was told of yet or not. */
    void remove(PendingTrial trial) {
        pending.remove(trial);
    }

    void fail(PendingTrial trial, Outcome why, String hint, Consumer<? super FunctionEffect> out) {
        if (pending.remove(trial) && !trial.passed()) {
            out.accept(new FunctionEffect.EndTrial(trial.waiter(), new Trial.Failed(why, hint)));
        }
    }

    void failWaiting(RunnerKind kind, Outcome why, Consumer<? super FunctionEffect> out) {
        for (PendingTrial trial : all()) {
            if (waits(trial, kind)) {
                fail(trial, why, "", out);
            }
        }
    }

    void failAll(Outcome why, Consumer<? super FunctionEffect> out) {
        all().forEach(trial -> fail(trial, why, "", out));
    }

    /** Those that no runner came for in time. */
    void expireWaiting(long now, Consumer<? super FunctionEffect> out) {
        for (PendingTrial trial : all()) {
            if (trial.waitsForRunner() && now >= trial.deadline()) {
                fail(trial, Refusals.noRunnerForTrial(), "Deploy again when the machine is less busy.", out);
            }
        }
    }

    long nextDeadline() {
        long next = ScalingPolicy.NEVER;
        for (PendingTrial trial : pending) {
            next = Math.min(next, trial.deadline());
        }
        return next;
    }

    private static boolean waits(PendingTrial trial, RunnerKind kind) {
        return trial.waitsForRunner() && RunnerKind.of(trial.version().spec()).equals(kind);
    }
}
