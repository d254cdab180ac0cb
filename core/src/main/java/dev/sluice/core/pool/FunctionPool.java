package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instances and the queue of one function: a state machine without clock, threads or I/O. Time is an argument, in
 * nanoseconds that never run backwards; what is to be done comes out as {@link FunctionEffect}s.
 *
 * <p>Not thread-safe: one caller at a time. Effects for the machine are to be told to it before the next call; all others
 * may be carried out later and in any order, and what they report back about a runner that is gone is ignored.
 */
public final class FunctionPool {

    private final FunctionState state;
    private final Endings endings;
    private final Settling settling;
    private final RunnerNews runners;

    private FunctionPool(FunctionState state) {
        this.state = state;
        this.endings = new Endings(state.roster, state.trials);
        this.settling = new Settling(state, endings);
        this.runners = new RunnerNews(state, endings, settling);
    }

    /** The pool of a function whose live version is {@code version}. */
    public static FunctionPool of(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(new FunctionState(version, FunctionState.Life.LIVE, rules));
    }

    /** The pool of a function that has no live version yet. */
    public static FunctionPool forTrialOf(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(new FunctionState(version, FunctionState.Life.NOT_LIVE, rules));
    }

    // ---- calls

    /** A slot on an instance that serves now, if one is free. Nothing else changes. */
    public @Nullable Instance tryAcquire() {
        return state.tryAcquire();
    }

    /** To be called when {@link #tryAcquire} found nothing: queues the call, or refuses it. */
    public Waiting await(SlotWaiter waiter, long now, Consumer<FunctionEffect> out) {
        Waiting waiting = state.queue.add(waiter, now);
        Optional<Outcome> refusal = settling.refusal(now);
        if (refusal.isPresent()) {
            settling.refuse(waiting, refusal.get(), now, out);
        } else {
            settle(now, out);
        }
        return waiting;
    }

    /** The caller has gone; does nothing if it was told already. */
    public void abandon(Waiting waiting, long now, Consumer<FunctionEffect> out) {
        if (state.queue.remove(waiting)) {
            settle(now, out);
        }
    }

    /** The caller of one of its calls has gone, and the code runs on: the slot stays taken. */
    public void abandoned(Instance instance) {
        instance.abandon();
    }

    /** The code of an {@link #abandoned} call has ended; its slot comes back next. */
    public void abandonedEnds(Instance instance) {
        instance.abandonedEnds();
    }

    /**
     * A slot comes back. The instance may be gone by now.
     *
     * @return whether anything but the instance's load has changed; as a rule it has not
     */
    public boolean release(Instance instance, Outcome outcome, long now, Consumer<FunctionEffect> out) {
        instance.giveBack(now);
        Fate fate = Fate.of(outcome);
        boolean survives = true;
        switch (fate) {
            case ANSWERED -> {
                instance.answered(true);
                state.crashes.answered();
            }
            case SURVIVES -> {}
            case THROWN_AWAY, CRASHED -> {
                survives = false;
                if (instance.state() == Instance.State.READY) {
                    runners.noteCrash(instance, fate, Fate.why(outcome), now);
                    endings.end(
                            instance, Fate.why(outcome), fate == Fate.CRASHED ? Ending.CRASHED : Ending.KILLED, out);
                }
            }
        }
        endings.whenDone(instance, out);
        boolean changed = !survives || !state.queue.isEmpty() || state.takeover.underWay() || !instance.serves();
        if (changed) {
            settle(now, out);
        }
        return changed;
    }

    // ---- runners

    /** A runner was offered. */
    public void assigned(RunnerId runner, RunnerKind kind, long now, Consumer<FunctionEffect> out) {
        runners.assigned(runner, kind, now, out);
    }

    /** The runner said that it is an instance now. */
    public void specialised(
            RunnerId runner, String description, Duration took, long now, Consumer<FunctionEffect> out) {
        runners.specialised(runner, description, took, now, out);
    }

    /** The runner said that it cannot become an instance. */
    public void specialiseFailed(
            RunnerId runner, Frame.SpecialiseFailed answer, long now, Consumer<FunctionEffect> out) {
        runners.specialiseFailed(runner, answer, now, out);
    }

    /** The connection is gone while the process may live on: no calls any more, and the process is ended. */
    public void linkClosed(RunnerId runner, String protocolFault, long now, Consumer<FunctionEffect> out) {
        runners.linkClosed(runner, protocolFault, now, out);
    }

    /** The process has ended, whatever the reason. */
    public void ended(RunnerId runner, RunnerExit exit, long now, Consumer<FunctionEffect> out) {
        runners.ended(runner, exit, now, out);
    }

    /** Runners of this kind cannot be started; {@code detail} says why. */
    public void noRunner(RunnerKind kind, String detail, long now, Consumer<FunctionEffect> out) {
        runners.noRunner(kind, detail, now, out);
    }

    // ---- versions

    public void trial(FunctionVersion tried, TrialWaiter waiter, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial =
                state.trials.add(tried, waiter, now + state.startBudget(tried).toNanos());
        if (state.life == FunctionState.Life.SHUTTING_DOWN) {
            state.trials.fail(trial, Refusals.shuttingDown(), "", out);
        }
        settle(now, out);
    }

    /** Ends what was tried of this version and not activated. */
    public void abandonTrial(FunctionVersion tried, long now, Consumer<FunctionEffect> out) {
        for (Instance instance : state.roster.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(tried)) {
                endings.end(instance, "trial abandoned", Ending.GENTLE, out);
            }
        }
        settle(now, out);
    }

    /** Makes a version live: instances of a passed trial serve from now on, others follow, old ones drain. */
    public void activate(FunctionVersion next, long now, Consumer<FunctionEffect> out) {
        boolean same = next.equals(state.version) && state.life == FunctionState.Life.LIVE;
        if (state.life == FunctionState.Life.NOT_LIVE) {
            state.life = FunctionState.Life.LIVE;
        }
        if (!same) {
            state.version = next;
            state.generation++;
            state.crashes.answered();
        }
        for (Instance instance : state.roster.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(next)) {
                state.trials.remove(trial);
                instance.adopt(state.generation);
            }
        }
        settle(now, out);
    }

    /** Replaces every instance by a fresh one. */
    public void recycle(long now, Consumer<FunctionEffect> out) {
        state.generation++;
        state.crashes.answered();
        settle(now, out);
    }

    /** The function is no more. Calls under way end as they do. */
    public void remove(long now, Consumer<FunctionEffect> out) {
        state.life = FunctionState.Life.NOT_LIVE;
        state.crashes.answered();
        settling.refuseAll(new Outcome.NoSuchFunction(), now, out);
        endings.endAll("removed", false, out);
        settle(now, out);
    }

    /** No more calls, ever. Calls under way end as they do. */
    public void shutDown(long now, Consumer<FunctionEffect> out) {
        state.life = FunctionState.Life.SHUTTING_DOWN;
        state.crashes.answered();
        settling.refuseAll(Refusals.shuttingDown(), now, out);
        state.trials.failAll(Refusals.shuttingDown(), out);
        endings.endAll("shutdown", true, out);
        settle(now, out);
    }

    // ---- time

    /** Looks at what is due. */
    public void tick(long now, Consumer<FunctionEffect> out) {
        state.trials.expireWaiting(now, out);
        for (Instance instance : state.roster.all()) {
            PendingTrial trial = instance.trial();
            Duration budget = state.startBudget(instance.version());
            if (instance.state() == Instance.State.SPECIALISING && now >= instance.since() + budget.toNanos()) {
                runners.startFailed(instance, StartFailure.tooSlow(budget), now, out);
            } else if (trial != null && trial.passed() && now >= trial.deadline()) {
                endings.end(instance, "trial not activated", Ending.GENTLE, out);
            }
        }
        settle(now, out);
    }

    /** When {@link #tick} is due next if nothing else happens; {@link ScalingPolicy#NEVER} if not at all. */
    public long nextTick() {
        Scaling scaling = state.scaling();
        long next = Math.min(settling.lookAgain(), state.takeover.until());
        next = Math.min(
                next,
                state.queue.deadline(
                        scaling.queueTimeout().toNanos(),
                        state.startBudget(state.version).toNanos()));
        next = Math.min(next, state.trials.nextDeadline());
        for (Instance instance : state.roster.all()) {
            if (instance.state() == Instance.State.SPECIALISING) {
                next = Math.min(
                        next,
                        instance.since() + state.startBudget(instance.version()).toNanos());
            }
        }
        if (state.crashes.inARow() > 0 && state.roster.isEmpty() && state.queue.isEmpty()) {
            next = Math.min(next, state.crashes.retryAt() + PoolSettings.TROUBLE_KEEP.toNanos());
        }
        return next;
    }

    // ---- for others to see

    /** Since when its longest idle instance is idle, of those that it may lose; empty if it has none. */
    public OptionalLong idleSince() {
        Instance longest = state.mayLose();
        return longest == null ? OptionalLong.empty() : OptionalLong.of(longest.idleSince());
    }

    /** Ends the longest idle instance to make room for another function. */
    public void evict(long now, Consumer<FunctionEffect> out) {
        Instance longest = state.mayLose();
        if (longest != null) {
            endings.end(longest, "evicted", Ending.GENTLE, out);
            settle(now, out);
        }
    }

    /** Whether nothing would be lost by forgetting it. */
    public boolean isEmpty() {
        return state.isEmpty();
    }

    int generation() {
        return state.generation;
    }

    public List<Instance> instances() {
        return state.roster.all();
    }

    public int queued() {
        return state.queue.size();
    }

    /** Runners that it waits for. */
    public int claimed() {
        return state.wishes.total();
    }

    /** Crashes in a row, what the last one was, and when the next start is tried; empty if there were none. */
    public Optional<Troubled> trouble() {
        return state.crashes.inARow() == 0
                ? Optional.empty()
                : Optional.of(new Troubled(state.crashes.inARow(), state.crashes.last(), state.crashes.retryAt()));
    }

    /** See {@link FunctionReport.Trouble}; {@code retryAt} in the pool's own time. */
    public record Troubled(int crashes, String last, long retryAt) {}

    private void settle(long now, Consumer<FunctionEffect> out) {
        settling.settle(now, out);
    }
}
