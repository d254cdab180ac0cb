package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.loop.StateMachine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instances and the queue of one function: a {@link StateMachine}. Effects for the machine are to be told to it before the next call; all others
 * may be carried out later and in any order, and what they report back about a runner that is gone is ignored.
 */
public final class FunctionPool implements StateMachine<FunctionEffect> {

    private final FunctionState state;
    private final Terminations terminations;
    private final Decisions decisions;
    private final RunnerEvents runners;

    private FunctionPool(FunctionState state) {
        this.state = state;
        this.terminations = new Terminations(state.instances, state.trials);
        this.decisions = new Decisions(state, terminations);
        this.runners = new RunnerEvents(state, terminations, decisions);
        state.owned = new OwnedShards(state, decisions);
    }

    /** The pool of a function whose live version is {@code version}. */
    public static FunctionPool of(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(new FunctionState(version, FunctionState.Life.LIVE, rules));
    }

    /** The pool that a version has of its own: it serves no other, and no instance of it is kept because its spec says so. */
    public static FunctionPool bound(FunctionVersion version, PoolRules rules) {
        FunctionState state = new FunctionState(version, FunctionState.Life.LIVE, rules);
        state.keepsNone = true;
        state.heed();
        return new FunctionPool(state);
    }

    /** The pool of a function that has no live version yet. */
    public static FunctionPool forTrialOf(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(new FunctionState(version, FunctionState.Life.NOT_LIVE, rules));
    }

    // ---- calls

    /**
     * A slot on an instance that serves now, if one is free for calls of this priority and, where the version has affinity, of this key. Nothing
     * else changes.
     *
     * @param key as {@link SlotWaiter#key} has it
     */
    public @Nullable Instance tryAcquire(Priority priority, long key) {
        return state.tryAcquire(priority, key);
    }

    /** Whether it wants to know when a call was served at once; it need not be told otherwise. */
    public boolean learns() {
        return state.expectation != null;
    }

    /** A call came and was served at once. */
    public void served(long now) {
        if (state.expectation != null) {
            state.expectation.called(now);
        }
    }

    /**
     * To be called when {@link #tryAcquire} found nothing: queues the call, or refuses it.
     *
     * @param rank that of a background call, as {@link dev.sluice.core.invocation.Terms} have it
     */
    public Waiting await(SlotWaiter waiter, Priority priority, int rank, long now, Consumer<FunctionEffect> out) {
        served(now);
        Waiting waiting = state.queue.add(waiter, priority, rank, now);
        Optional<Outcome> refusal = decisions.refusal(priority, waiter, now);
        if (refusal.isPresent()) {
            decisions.refuse(waiting, refusal.get(), now, out);
        } else {
            settle(now, out);
        }
        return waiting;
    }

    /** The caller has gone; does nothing if it was told already. */
    public void abandon(Waiting waiting, long now, Consumer<FunctionEffect> out) {
        if (waiting.queue.remove(waiting)) {
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
    public boolean release(
            Instance instance, Priority priority, Outcome outcome, long now, Consumer<FunctionEffect> out) {
        instance.giveBack(priority, now);
        InstanceVerdict verdict = InstanceVerdict.of(outcome);
        if (priority == Priority.BACKGROUND) {
            state.preemption.ended(instance, verdict == InstanceVerdict.ANSWERED);
        }
        boolean survives = true;
        switch (verdict) {
            case ANSWERED -> {
                instance.answer();
                state.crashes.answered();
            }
            case SURVIVES -> {}
            case THROWN_AWAY, CRASHED -> {
                survives = false;
                if (instance.state() == Instance.State.READY) {
                    runners.noteCrash(instance, verdict, InstanceVerdict.why(outcome), now);
                    terminations.end(
                            instance,
                            InstanceVerdict.why(outcome),
                            verdict == InstanceVerdict.CRASHED ? Termination.CRASHED : Termination.KILLED,
                            out);
                }
            }
        }
        terminations.whenDone(instance, out);
        state.mindGap(now);
        boolean changed = !survives || !state.queue.isEmpty() || state.rollout.underWay() || !instance.serves();
        if (changed) {
            settle(now, out);
        }
        return changed;
    }

    /**
     * Entry points have {@code calls} background calls in all, besides those that wait here: instances for them are started,
     * and kept, as if they waited. Replaces what was said before, and is heeded from the next tick on.
     */
    public void announced(int calls) {
        state.announced = calls;
    }

    /** What happens to runners that this function is offered, and to its instances. */
    public RunnerEvents runners() {
        return runners;
    }

    /** What comes of wanting to own shards. */
    public OwnedShards shards() {
        return state.owned();
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
        for (Instance instance : state.instances.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(tried)) {
                terminations.end(instance, "trial abandoned", Termination.GENTLE, out);
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
            state.serve(next);
            state.generation++;
            state.crashes.answered();
        }
        state.heed();
        for (Instance instance : state.instances.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(next)) {
                if (state.sharding != null && !state.sharding.mayAdopt()) {
                    terminations.end(instance, "trial over", Termination.GENTLE, out);
                } else {
                    state.trials.remove(trial);
                    state.instances.adopt(instance, state.generation);
                }
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
        state.heed();
        state.crashes.answered();
        decisions.refuseAll(new Outcome.NoSuchFunction(), now, out);
        terminations.endAll("removed", false, out);
        settle(now, out);
    }

    /** No more calls, ever. Calls under way end as they do. */
    public void shutDown(long now, Consumer<FunctionEffect> out) {
        state.life = FunctionState.Life.SHUTTING_DOWN;
        state.heed();
        state.crashes.answered();
        decisions.refuseAll(Refusals.shuttingDown(), now, out);
        state.trials.failAll(Refusals.shuttingDown(), out);
        terminations.endAll("shutdown", true, out);
        settle(now, out);
    }

    // ---- time

    @Override
    public void tick(long now, Consumer<FunctionEffect> out) {
        state.trials.expireWaiting(now, out);
        for (Instance instance : state.instances.all()) {
            PendingTrial trial = instance.trial();
            Duration budget = state.startBudget(instance.version());
            if (instance.state() == Instance.State.SPECIALISING && now >= instance.since() + budget.toNanos()) {
                runners.startFailed(instance, StartFailure.tooSlow(budget), now, out);
            } else if (trial != null && trial.passed() && now >= trial.deadline()) {
                terminations.end(instance, "trial not activated", Termination.GENTLE, out);
            }
        }
        settle(now, out);
    }

    @Override
    public long nextTick() {
        Scaling scaling = state.scaling();
        long next = Math.min(decisions.lookAgain(), state.rollout.until());
        next = Math.min(
                next,
                state.queue.deadline(
                        scaling.queueTimeout().toNanos(),
                        state.startBudget(state.version).toNanos()));
        next = Math.min(next, state.trials.nextDeadline());
        for (Instance instance : state.instances.all()) {
            if (instance.state() == Instance.State.SPECIALISING) {
                next = Math.min(
                        next,
                        instance.since() + state.startBudget(instance.version()).toNanos());
            }
        }
        if (state.crashes.inARow() > 0 && state.instances.isEmpty() && state.queue.isEmpty()) {
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
            terminations.end(longest, "evicted", Termination.GENTLE, out);
            if (state.expectation != null) {
                state.expectation.giveUp();
            }
            settle(now, out);
        }
    }

    @Override
    public boolean isEmpty() {
        return state.isEmpty();
    }

    /** Which instances are of the newest making, see {@link Instance#generation}. */
    public int generation() {
        return state.generation;
    }

    public List<Instance> instances() {
        return state.instances.all();
    }

    public int queued() {
        return state.queue.size();
    }

    /** Of those, the background calls. */
    public int queuedInBackground() {
        return state.queue.size(Priority.BACKGROUND);
    }

    /** Background calls that run on its instances. */
    public int runningInBackground() {
        return state.instances.inBackground();
    }

    /** Where its calls with keys went so far; empty if its version has no affinity. */
    public Optional<FunctionReport.Keyed> keyed() {
        return Optional.ofNullable(state.routing).map(Routing::report);
    }

    /** Runners that it waits for. */
    public int claimed() {
        return state.runnerDemand.total();
    }

    /** Crashes in a row, what the last one was, and when the next start is tried; empty if there were none. */
    public Optional<Troubled> trouble() {
        return state.crashes.inARow() == 0
                ? Optional.empty()
                : Optional.of(new Troubled(state.crashes.inARow(), state.crashes.last(), state.crashes.retryAt()));
    }

    /** The last instance that was replaced because it was not healthy; empty if there was none. */
    public Optional<Unhealthy> unhealthy() {
        return state.unhealthy;
    }

    /** See {@link FunctionReport.Trouble}; {@code retryAt} in the pool's own time. */
    public record Troubled(int crashes, String last, long retryAt) {}

    private void settle(long now, Consumer<FunctionEffect> out) {
        decisions.settle(now, out);
    }
}
