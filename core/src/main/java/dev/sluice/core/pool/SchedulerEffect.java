package dev.sluice.core.pool;

import dev.sluice.core.runner.RunnerId;

/** What the machine's pool of runners decided that others must do. */
public sealed interface SchedulerEffect {

    /** Spawn a runner under this id; {@code awaited}: for callers who wait for it. */
    record StartRunner(RunnerId id, RunnerKind kind, boolean awaited) implements SchedulerEffect {}

    /** End a generic runner at once. */
    record StopRunner(RunnerId id, RunnerKind kind, String why) implements SchedulerEffect {}

    /** Offer a runner to a function, which accepts it or gives it back. */
    record Assign(RunnerId id, RunnerKind kind, PoolName function) implements SchedulerEffect {}

    /** Runners of this kind cannot be had: the function's callers that nobody else can serve must hear why. */
    record NoRunner(PoolName function, RunnerKind kind, String detail) implements SchedulerEffect {}

    /** Somebody needs room: end the longest idle instance of all functions, if one was idle for {@code idleNanos}. */
    record EvictIdle(long idleNanos) implements SchedulerEffect {}
}
