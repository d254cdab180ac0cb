package dev.sluice.core.pool;

import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Outcome;
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
        dispatch(now, out);
        expire(now, out);
        rollOut(now, out);
        if (state.life == FunctionState.Life.LIVE && state.crashes.holdsBack(now) && state.nobodyServesSoon()) {
            refuseAll(Refusals.crashLoop(state.crashes, now), now, out);
        }
        int claims = 0;
        lookAgain = ScalingPolicy.NEVER;
        if (state.life == FunctionState.Life.LIVE) {
            long idleOld = endIdleOld(now, out);
            claims = followPolicy(now, out);
            lookAgain = Math.min(lookAgain, idleOld);
            mindTrouble(now);
        }
        state.queue.up(state.instances.anyServes(), now);
        demandRunners(claims, out);
    }

    /** Stops what the policy wants stopped; returns how many runners it wants claimed. */
    private int followPolicy(long now, Consumer<FunctionEffect> out) {
        int claims = 0;
        for (Action action : ScalingPolicy.decide(state.scaling(), state.snapshot(), now)) {
            switch (action) {
                case Action.Claim claim -> claims = claim.count();
                case Action.Stop stop -> terminations.end(find(stop.id()), stop.why(), Termination.GENTLE, out);
                case Action.Keep keep -> lookAgain = keep.until();
            }
        }
        return claims;
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
        Waiting first = state.queue.head();
        while (first != null) {
            Instance instance = state.tryAcquire();
            if (instance == null) {
                return;
            }
            state.queue.remove(first);
            Timings waited = state.queue.timings(first, now, instance.readyAt() >= first.since);
            out.accept(new FunctionEffect.Grant(first.waiter, instance, waited));
            first = state.queue.head();
        }
    }

    private void expire(long now, Consumer<FunctionEffect> out) {
        Duration queueTimeout = state.scaling().queueTimeout();
        Duration startBudget = state.startBudget(state.version);
        while (now >= state.queue.deadline(queueTimeout.toNanos(), startBudget.toNanos())) {
            Waiting first = present(state.queue.head());
            refuse(
                    first,
                    state.queue.isUp() ? Refusals.queueTimeout(queueTimeout, state.instances.abandoned()) : lateStart(),
                    now,
                    out);
        }
    }

    private Outcome lateStart() {
        Duration budget = state.startBudget(state.version);
        boolean codeIsStarting = state.count().specialising() > 0;
        return codeIsStarting ? StartFailure.tooSlow(budget).refusal() : Refusals.startTimeout(budget);
    }

    private void rollOut(long now, Consumer<FunctionEffect> out) {
        int load = state.count().inFlight() + state.queue.size();
        int needed = ScalingPolicy.needed(load, state.scaling().concurrency());
        for (Instance old : state.rollout.expendable(state.instances, state.generation, needed, now)) {
            terminations.end(old, "replaced", Termination.GENTLE, out);
        }
    }

    /**
     * Old instances that nobody calls do not wait for new ones, which may find no room.
     *
     * @return when the next one is due
     */
    private long endIdleOld(long now, Consumer<FunctionEffect> out) {
        long next = ScalingPolicy.NEVER;
        if (state.scaling().minInstances() > 0 || !state.queue.isEmpty()) {
            return next;
        }
        long keepAlive = state.rules.keepAlive().of(state.version).toNanos();
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

    private void demandRunners(int claims, Consumer<FunctionEffect> out) {
        int urgent = claims > 0 && !state.queue.isEmpty() && state.nobodyServesSoon() ? 1 : 0;
        List<FunctionEffect.Want> wants = new ArrayList<>(1);
        int ownTrials = state.trials.isEmpty() ? 0 : state.trials.waitingFor(state.kind());
        wants.add(new FunctionEffect.Want(state.kind(), urgent + ownTrials, claims - urgent));
        for (RunnerKind other : state.trials.kindsWaitedFor()) {
            if (!other.equals(state.kind())) {
                wants.add(new FunctionEffect.Want(other, state.trials.waitingFor(other), 0));
            }
        }
        state.runnerDemand.become(wants, out);
    }

    Optional<Outcome> refusal(long now) {
        if (state.life == FunctionState.Life.SHUTTING_DOWN) {
            return Optional.of(Refusals.shuttingDown());
        }
        if (state.life == FunctionState.Life.NOT_LIVE) {
            return Optional.of(new Outcome.NoSuchFunction());
        }
        if (state.crashes.holdsBack(now) && state.nobodyServesSoon()) {
            return Optional.of(Refusals.crashLoop(state.crashes, now));
        }
        Scaling scaling = state.scaling();
        int coming = state.count().specialising() + state.claims(now);
        long most = scaling.maxQueue() + (long) coming * scaling.concurrency();
        return state.queue.size() > most
                ? Optional.of(Refusals.queueFull(state.queue.size() - 1, state.instances.abandoned()))
                : Optional.empty();
    }

    void refuseAll(Outcome why, long now, Consumer<FunctionEffect> out) {
        state.queue.up(state.instances.anyServes(), now);
        for (Waiting first = state.queue.head(); first != null; first = state.queue.head()) {
            refuse(first, why, now, out);
        }
    }

    void refuse(Waiting waiting, Outcome why, long now, Consumer<FunctionEffect> out) {
        state.queue.remove(waiting);
        out.accept(new FunctionEffect.Refuse(waiting.waiter, why, state.queue.timings(waiting, now, false)));
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
