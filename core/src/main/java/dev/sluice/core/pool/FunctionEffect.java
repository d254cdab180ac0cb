package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.runner.RunnerId;
import java.util.Optional;

/** What a function's pool decided that others must do: data, carried out by whoever drives the pool. */
public sealed interface FunctionEffect {

    /** The waiter has a slot on {@code instance}. */
    record Grant(SlotWaiter waiter, Priority priority, Instance instance, Timings waited) implements FunctionEffect {}

    record Refuse(SlotWaiter waiter, Outcome why, Timings waited) implements FunctionEffect {}

    /** The background call that has the only slot of {@code instance} is to be cancelled; {@code why} is what it is told. */
    record Preempt(Instance instance, Outcome why) implements FunctionEffect {}

    /**
     * Send the order to become an instance of {@code version}.
     *
     * @param shard the part of the keys that is its own; empty if the version has no shards
     */
    record Specialise(RunnerId runner, FunctionVersion version, Optional<Shard> shard) implements FunctionEffect {}

    /** Tell the instance, on which calls are under way, that no more will come and that it ends after those. */
    record TellDraining(RunnerId runner) implements FunctionEffect {}

    /** Ask the instance to end: its stop hooks run, then it is killed if need be. No call is under way on it. */
    record Drain(RunnerId runner) implements FunctionEffect {}

    /** End the instance at once. */
    record Kill(RunnerId runner) implements FunctionEffect {}

    /** The instance is ending by itself: kill it if it has not ended within a second. */
    record Reap(RunnerId runner) implements FunctionEffect {}

    /** The function wants to own this shard; what comes of it is told to {@link FunctionPool#shards}. */
    record Own(int shard) implements FunctionEffect {}

    /** It does not want to own the shard any more, which is released if it does, and everything on it has ended. */
    record Disown(int shard) implements FunctionEffect {}

    record EndTrial(TrialWaiter waiter, Trial result) implements FunctionEffect {}

    record Tell(PoolEvent event) implements FunctionEffect {}

    /** For the {@link RunnerScheduler}, to be told in order and before the function's pool is used again. */
    sealed interface ForScheduler extends FunctionEffect {}

    /**
     * How many runners of {@code kind} the function waits for; replaces what it said before.
     *
     * @param urgent for interactive callers that nobody else can serve
     * @param growth for other interactive calls, and for what is always kept
     * @param background for background calls, and for what entry points announce
     */
    record Want(RunnerKind kind, int urgent, int growth, int background) implements ForScheduler {

        /** One without background calls. */
        public Want(RunnerKind kind, int urgent, int growth) {
            this(kind, urgent, growth, 0);
        }

        /** Runners in all. */
        public int total() {
            return urgent + growth + background;
        }
    }

    /** The assigned runner is being specialised. */
    record Accept(RunnerId runner) implements ForScheduler {}

    /** The assigned runner is not needed any more and still generic. */
    record GiveBack(RunnerId runner) implements ForScheduler {}
}
