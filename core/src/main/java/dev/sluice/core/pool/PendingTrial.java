package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;

/** A version that is being tried, or has passed and waits to be activated. */
final class PendingTrial {

    private final FunctionVersion version;
    private final TrialWaiter waiter;
    private long deadline;
    private boolean passed;
    private boolean hasRunner;

    PendingTrial(FunctionVersion version, TrialWaiter waiter, long deadline) {
        this.version = version;
        this.waiter = waiter;
        this.deadline = deadline;
    }

    FunctionVersion version() {
        return version;
    }

    TrialWaiter waiter() {
        return waiter;
    }

    /** When it is given up: as late by then, or as not activated. */
    long deadline() {
        return deadline;
    }

    boolean passed() {
        return passed;
    }

    boolean waitsForRunner() {
        return !hasRunner;
    }

    void runnerCame(long newDeadline) {
        hasRunner = true;
        deadline = newDeadline;
    }

    void pass(long keptUntil) {
        passed = true;
        deadline = keptUntil;
    }
}
