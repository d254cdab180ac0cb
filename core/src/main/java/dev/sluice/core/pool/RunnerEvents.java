package dev.sluice.core.pool;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What happens to the runners of one function, from being offered to their end, and what it means for the function. */
public final class RunnerEvents {

    private final FunctionState state;
    private final Terminations terminations;
    private final Decisions decisions;

    RunnerEvents(FunctionState state, Terminations terminations, Decisions decisions) {
        this.state = state;
        this.terminations = terminations;
        this.decisions = decisions;
    }

    /** A runner was offered. */
    public void assigned(RunnerId runner, RunnerKind kind, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial = state.trials.nextFor(kind);
        if (trial != null) {
            trial.runnerCame(now + state.startBudget(trial.version()).toNanos());
            begin(new Instance(runner, trial.version(), 0, trial, Sharding.tried(trial.version()), now), out);
        } else if (kind.equals(state.kind()) && state.claims(now) > 0) {
            Shard shard = state.sharding == null ? null : state.sharding.next();
            begin(new Instance(runner, state.version, state.generation, null, shard, now), out);
        } else {
            out.accept(new FunctionEffect.GiveBack(runner));
        }
        decisions.settle(now, out);
    }

    private void begin(Instance instance, Consumer<FunctionEffect> out) {
        state.instances.add(instance);
        out.accept(new FunctionEffect.Accept(instance.id()));
        out.accept(new FunctionEffect.Specialise(instance.id(), instance.version(), instance.shard()));
    }

    /** The runner said that it is an instance now. */
    public void specialised(
            RunnerId runner, String description, Duration took, long now, Consumer<FunctionEffect> out) {
        Instance instance = state.instances.find(runner);
        if (instance == null || instance.state() != Instance.State.SPECIALISING) {
            return;
        }
        instance.ready(now);
        out.accept(new FunctionEffect.Tell(new PoolEvent.Specialised(
                instance.version().function(), instance.version().number(), runner, took)));
        PendingTrial trial = instance.trial();
        if (trial != null) {
            trial.pass(now + PoolSettings.TRIAL_KEEP.toNanos());
            out.accept(new FunctionEffect.EndTrial(trial.waiter(), new Trial.Passed(description, took)));
        }
        decisions.settle(now, out);
    }

    /** The runner said that it cannot become an instance. */
    public void specialiseFailed(
            RunnerId runner, Frame.SpecialiseFailed answer, long now, Consumer<FunctionEffect> out) {
        Instance instance = state.instances.find(runner);
        if (instance != null && instance.state() == Instance.State.SPECIALISING) {
            startFailed(instance, StartFailure.of(answer), now, out);
        }
    }

    /** The connection is gone while the process may live on: no calls any more, and the process is ended. */
    public void linkClosed(RunnerId runner, String protocolFault, long now, Consumer<FunctionEffect> out) {
        Instance instance = state.instances.find(runner);
        if (instance == null) {
            return;
        }
        switch (instance.state()) {
            case SPECIALISING -> {
                if (protocolFault.isEmpty()) {
                    out.accept(new FunctionEffect.Reap(runner));
                } else {
                    startFailed(instance, StartFailure.brokeProtocol(protocolFault), now, out);
                }
            }
            case READY, DRAINING -> {
                String why =
                        protocolFault.isEmpty() ? "its connection closed" : "it broke the protocol: " + protocolFault;
                noteCrash(instance, InstanceVerdict.CRASHED, why, now);
                terminations.end(instance, why, Termination.CRASHED, out);
                out.accept(new FunctionEffect.Reap(runner));
            }
            case STOPPING, GONE -> {}
        }
        decisions.settle(now, out);
    }

    /** An instance that was ready is not healthy any more: no new calls, and its end when those under way are over. */
    public void unhealthy(RunnerId runner, String why, long now, Consumer<FunctionEffect> out) {
        Instance instance = state.instances.find(runner);
        if (instance == null || instance.state() != Instance.State.READY) {
            return;
        }
        state.unhealthy = Optional.of(new Unhealthy(runner, why, now));
        noteCrash(instance, InstanceVerdict.CRASHED, "not healthy: " + why, now);
        terminations.end(instance, "not healthy", Termination.GENTLE, out);
        decisions.settle(now, out);
    }

    /** The process has ended, whatever the reason. */
    public void ended(RunnerId runner, RunnerExit exit, long now, Consumer<FunctionEffect> out) {
        Instance instance = state.instances.find(runner);
        if (instance == null) {
            return;
        }
        switch (instance.state()) {
            case SPECIALISING -> startFailed(instance, StartFailure.ended(exit), now, out);
            case READY, DRAINING -> {
                noteCrash(
                        instance,
                        InstanceVerdict.CRASHED,
                        StartFailure.ended(exit).what(),
                        now);
                terminations.end(instance, "it crashed", Termination.CRASHED, out);
            }
            case STOPPING, GONE -> {}
        }
        if (instance.termination() == Termination.CRASHED) {
            if (!instance.answered() && state.crashes.inARow() > 0) {
                state.crashes.explain(exit.outOfMemory() ? "out of memory" : exit.description());
            }
            out.accept(new FunctionEffect.Tell(new PoolEvent.InstanceCrashed(
                    instance.version().function(), instance.version().number(), runner, exit)));
        }
        instance.gone();
        state.instances.remove(instance);
        state.owned().ended(instance, out);
        decisions.settle(now, out);
    }

    /** Runners of this kind cannot be started; {@code detail} says why. */
    public void noRunner(RunnerKind kind, String detail, long now, Consumer<FunctionEffect> out) {
        Outcome why = kind.options().isEmpty()
                ? new Outcome.PlatformFault(Component.PROVIDER, "no_runner", detail)
                : new Outcome.NotStarted("no_runner", FunctionError.of(detail + " (look at jvmOptions)"));
        state.trials.failWaiting(kind, why, out);
        if (kind.equals(state.kind()) && state.nobodyServesSoon()) {
            decisions.refuseAll(why, now, out);
        }
        decisions.settle(now, out);
    }

    void startFailed(Instance instance, StartFailure failure, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial = instance.trial();
        out.accept(new FunctionEffect.Tell(new PoolEvent.SpecialiseFailed(
                instance.version().function(), instance.version().number(), failure.reason())));
        instance.drain(failure.what(), Termination.KILLED);
        instance.stop();
        out.accept(new FunctionEffect.Kill(instance.id()));
        if (trial != null) {
            state.trials.fail(trial, failure.outcome(), failure.hint(), out);
        } else if (instance.generation() == state.generation) {
            liveStartFailed(failure, now, out);
        }
        decisions.settle(now, out);
    }

    private void liveStartFailed(StartFailure failure, long now, Consumer<FunctionEffect> out) {
        if (failure.byChance()) {
            state.crashes.crashed(failure.what(), now);
        } else {
            state.crashes.startFailed(failure.what(), now);
        }
        if (state.crashes.holdsBack(now) && state.nobodyServesSoon()) {
            decisions.refuseAll(failure.refusal(), now, out);
        }
    }

    /** Counts an instance that ended by itself, once, if it had not answered anybody. */
    void noteCrash(Instance instance, InstanceVerdict verdict, String why, long now) {
        if (verdict == InstanceVerdict.CRASHED
                && !instance.answered()
                && instance.generation() == state.generation
                && instance.crashes()) {
            state.crashes.crashed(why, now);
        }
    }
}
