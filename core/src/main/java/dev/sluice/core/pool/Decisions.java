package dev.sluice.core.pool;

import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The decisions of a function's pool, taken whenever anything has happened. */
final class Decisions {

    /** The first is served first. */
    private static final List<Priority> PRIORITIES = List.of(Priority.values());

    private final FunctionState state;
    private final Terminations terminations;
    private long lookAgain = ScalingPolicy.NEVER;

    Decisions(FunctionState state, Terminations terminations) {
        this.state = state;
        this.terminations = terminations;
    }

    /** When idle instances or a back-off are to be looked at again. */
    long lookAgain() {
        return lookAgain;
    }

    /** Brings everything in line with what just happened; whoever can be served is, before anybody is refused. */
    void settle(long now, Consumer<FunctionEffect> out) {
        state.queue.up(state.instances.anyServes(), now);
        state.mindGap(now);
        dispatch(now, out);
        expire(now, out);
        preempt(out);
        rollOut(now, out);
        if (state.life == FunctionState.Life.LIVE && state.crashes.holdsBack(now) && state.nobodyServesSoon()) {
            refuseAll(Refusals.crashLoop(state.crashes, now), now, out);
        }
        own(now, out);
        int claims = 0;
        lookAgain = ScalingPolicy.NEVER;
        if (state.life == FunctionState.Life.LIVE) {
            long idleOld = endIdleOld(now, out);
            claims = followPolicy(now, out);
            lookAgain = Math.min(Math.min(lookAgain, idleOld), nextCall(now));
            lookAgain = Math.min(lookAgain, state.owned().lookAgain());
            mindTrouble(now);
        }
        state.queue.up(state.instances.anyServes(), now);
        demandRunners(claims, now, out);
    }

    /** Asks for the shards that are wanted, where each may have one owner. */
    private void own(long now, Consumer<FunctionEffect> out) {
        Sharding sharding = state.sharding;
        if (sharding != null && state.isExclusive()) {
            state.owned().ask(sharding.wanted(), now, out);
        } else {
            state.owned().giveUp(out);
        }
    }

    /** Ends an instance whatever runs on it. */
    void killNow(Instance instance, String why, Consumer<FunctionEffect> out) {
        terminations.end(instance, why, Termination.KILLED, out);
        out.accept(new FunctionEffect.Kill(instance.id()));
    }

    /** Stops what the policy wants stopped; returns how many runners it wants claimed. */
    private int followPolicy(long now, Consumer<FunctionEffect> out) {
        int claims = 0;
        Sharding sharding = state.sharding;
        List<Action> plan = sharding == null
                ? ScalingPolicy.decide(state.scaling(), state.snapshot(now), now)
                : sharding.decide(now);
        for (Action action : plan) {
            switch (action) {
                case Action.Claim claim -> claims = claim.count();
                case Action.Stop stop -> terminations.end(find(stop.id()), stop.why(), Termination.GENTLE, out);
                case Action.Keep keep -> lookAgain = keep.until();
            }
        }
        return claims;
    }

    /** When what is expected of the next call changes. */
    private long nextCall(long now) {
        Expectation expectation = state.expectation;
        return expectation == null ? ScalingPolicy.NEVER : expectation.lookAgain(state.declaredKeepAlive(), now);
    }

    /** Looks again when the back-off is over, and forgets old crashes of a function that nobody calls. */
    private void mindTrouble(long now) {
        CrashLoop crashes = state.crashes;
        if (crashes.holdsBack(now)) {
            lookAgain = Math.min(lookAgain, crashes.retryAt());
        } else if (crashes.inARow() > 0
                && state.instances.isEmpty()
                && state.queue.isEmpty()
                && now >= crashes.retryAt() + PoolSettings.TROUBLE_KEEP.toNanos()) {
            crashes.answered();
        }
    }

    private void dispatch(long now, Consumer<FunctionEffect> out) {
        for (Priority priority : PRIORITIES) {
            while (!state.queue.isEmpty(priority)) {
                Waiting first = state.next(priority);
                if (first == null) {
                    break;
                }
                Instance instance = present(state.tryAcquire(priority, first.waiter.key()));
                Timings waited = first.queue.timings(first, now, instance.readyAt() >= first.since);
                out.accept(new FunctionEffect.Grant(first.waiter, priority, instance, waited));
            }
        }
    }

    private void expire(long now, Consumer<FunctionEffect> out) {
        Duration queueTimeout = state.scaling().queueTimeout();
        Duration startBudget = state.startBudget(state.version);
        for (WaitQueue queue : state.queue.all()) {
            while (now >= queue.deadline(queueTimeout.toNanos(), startBudget.toNanos())) {
                Outcome why =
                        queue.isUp() ? Refusals.queueTimeout(queueTimeout, state.instances.abandoned()) : lateStart();
                refuse(present(queue.head()), why, now, out);
            }
        }
    }

    private void preempt(Consumer<FunctionEffect> out) {
        if (!state.queue.isEmpty(Priority.INTERACTIVE)) {
            Instance instance = state.preemption.next(state.scaling(), state.instances);
            if (instance != null) {
                out.accept(new FunctionEffect.Preempt(instance, Refusals.preempted()));
            }
        }
    }

    private Outcome lateStart() {
        Duration budget = state.startBudget(state.version);
        boolean codeIsStarting = state.count().specialising() > 0;
        return codeIsStarting ? StartFailure.tooSlow(budget).refusal() : Refusals.startTimeout(budget);
    }

    private void rollOut(long now, Consumer<FunctionEffect> out) {
        if (state.isExclusive()) {
            endFormer(out);
        }
        int load = state.count().inFlight() + state.waitingWork();
        Sharding sharding = state.sharding;
        int needed = sharding == null
                ? ScalingPolicy.needed(load, state.scaling().concurrency())
                : sharding.isTakenOver() ? 0 : Integer.MAX_VALUE;
        for (Instance old : state.rollout.expendable(state.instances, state.generation, needed, now)) {
            terminations.end(old, "replaced", Termination.GENTLE, out);
        }
    }

    /** A shard has one owner: whoever has its keys in a version before, owning them or not, ends before the next one can begin. */
    private void endFormer(Consumer<FunctionEffect> out) {
        for (Instance each : state.instances.all()) {
            if (each.generation() != state.generation && (each.serves() || each.isComing())) {
                terminations.end(each, "replaced", Termination.GENTLE, out);
            }
        }
    }

    /**
     * Old instances that nobody calls do not wait for new ones for ever, which may find no room.
     *
     * @return when the next one is due
     */
    private long endIdleOld(long now, Consumer<FunctionEffect> out) {
        long next = ScalingPolicy.NEVER;
        if (state.waitingWork() > 0) {
            return next;
        }
        long keepAlive = state.declaredKeepAlive().toNanos();
        if (state.scaling().minInstances() > 0) {
            return makeRoom(keepAlive, now, out);
        }
        for (Instance old : state.instances.replaced(state.generation)) {
            long due = (old.isIdle() ? old.idleSince() : now) + keepAlive;
            if (now >= due) {
                terminations.end(old, "idle", Termination.GENTLE, out);
            } else {
                next = Math.min(next, due);
            }
        }
        return next;
    }

    /** Of a function that always has instances, one idle old one ends each {@code keepAlive} in which no new one comes. */
    private long makeRoom(long keepAlive, long now, Consumer<FunctionEffect> out) {
        long since = state.rollout.nothingNewSince(state.count(), now);
        if (since == ScalingPolicy.NEVER || state.crashes.inARow() > 0) {
            return ScalingPolicy.NEVER;
        }
        if (now < since + keepAlive) {
            return since + keepAlive;
        }
        for (Instance old : state.instances.replaced(state.generation)) {
            if (old.isIdle()) {
                terminations.end(old, "replaced", Termination.GENTLE, out);
                break;
            }
        }
        state.rollout.madeRoom(now);
        return now + keepAlive;
    }

    private void demandRunners(int claims, long now, Consumer<FunctionEffect> out) {
        boolean waits = !state.queue.isEmpty(Priority.INTERACTIVE);
        boolean alone = state.sharding != null || state.nobodyServesSoon();
        int urgent = claims > 0 && waits && alone ? 1 : 0;
        int growth = claims == 0 ? 0 : Math.max(0, Math.min(claims, state.interactiveClaims(now)) - urgent);
        List<FunctionEffect.Want> wants = new ArrayList<>(1);
        int ownTrials = state.trials.isEmpty() ? 0 : state.trials.waitingFor(state.kind());
        wants.add(new FunctionEffect.Want(state.kind(), urgent + ownTrials, growth, claims - urgent - growth));
        for (RunnerKind other : state.trials.kindsWaitedFor()) {
            if (!other.equals(state.kind())) {
                wants.add(new FunctionEffect.Want(other, state.trials.waitingFor(other), 0));
            }
        }
        state.runnerDemand.become(wants, out);
    }

    Optional<Outcome> refusal(Priority priority, SlotWaiter waiter, long now) {
        if (state.life == FunctionState.Life.SHUTTING_DOWN) {
            return Optional.of(Refusals.shuttingDown());
        }
        if (state.life == FunctionState.Life.NOT_LIVE) {
            return Optional.of(new Outcome.NoSuchFunction());
        }
        if (state.crashes.holdsBack(now) && state.nobodyServesSoon()) {
            return Optional.of(Refusals.crashLoop(state.crashes, now));
        }
        Outcome elsewhere = state.isExclusive() ? state.owned().refusal(waiter.key(), now) : null;
        if (elsewhere != null) {
            return Optional.of(elsewhere);
        }
        Scaling scaling = state.scaling();
        int coming = state.count().specialising() + state.claims(now);
        long most = scaling.maxQueue() + (long) coming * scaling.concurrency();
        int waiting = state.queue.size(priority);
        return waiting > most
                ? Optional.of(Refusals.queueFull(priority, waiting - 1, state.instances.abandoned()))
                : Optional.empty();
    }

    void refuseAll(Outcome why, long now, Consumer<FunctionEffect> out) {
        state.queue.up(state.instances.anyServes(), now);
        for (WaitQueue queue : state.queue.all()) {
            for (Waiting first = queue.head(); first != null; first = queue.head()) {
                refuse(first, why, now, out);
            }
        }
    }

    void refuse(Waiting waiting, Outcome why, long now, Consumer<FunctionEffect> out) {
        waiting.queue.remove(waiting);
        out.accept(new FunctionEffect.Refuse(waiting.waiter, why, waiting.queue.timings(waiting, now, false)));
    }

    private Instance find(RunnerId id) {
        return present(state.instances.find(id));
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the pool's state contradicts itself");
        }
        return value;
    }
}
