package dev.sluice.core.pool;

/** Somebody who waits for a trial to end; told exactly once. Must not block. */
@FunctionalInterface
public interface TrialWaiter {

    void ended(Trial result);
}
