package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
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

    private enum Life {
        /** It has a live version. */
        LIVE,
        /** It has none: it was removed, or what may become its first version is being tried. */
        NOT_LIVE,
        SHUTTING_DOWN
    }

    private final PoolRules rules;
    private final Roster roster = new Roster();
    private final WaitQueue queue = new WaitQueue();
    private final Trials trials = new Trials();
    private final CrashLoop crashes;
    private final Wishes wishes = new Wishes();
    private final Endings endings = new Endings(roster, trials);
    private final Takeover takeover;
    private FunctionVersion version;
    private Life life;
    private int generation = 1;
    private long lookAgain = ScalingPolicy.NEVER;

    private FunctionPool(FunctionVersion version, Life life, PoolRules rules) {
        this.version = version;
        this.life = life;
        this.rules = rules;
        this.crashes = new CrashLoop(rules.random());
        this.takeover = new Takeover(rules.startBudget());
    }

    /** The pool of a function whose live version is {@code version}. */
    public static FunctionPool of(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(version, Life.LIVE, rules);
    }

    /** The pool of a function that has no live version yet. */
    public static FunctionPool forTrialOf(FunctionVersion version, PoolRules rules) {
        return new FunctionPool(version, Life.NOT_LIVE, rules);
    }

    // ---- calls

    /** A slot on an instance that serves now, if one is free. Nothing else changes. */
    public @Nullable Instance tryAcquire() {
        if (life == Life.SHUTTING_DOWN) {
            return null;
        }
        Instance best = roster.leastLoaded();
        if (best != null) {
            best.take();
        }
        return best;
    }

    /** To be called when {@link #tryAcquire} found nothing: queues the call, or refuses it. */
    public Waiting await(SlotWaiter waiter, long now, Consumer<FunctionEffect> out) {
        Waiting waiting = queue.add(waiter, now);
        Optional<Outcome> refusal = refusal(now);
        if (refusal.isPresent()) {
            refuse(waiting, refusal.get(), now, out);
        } else {
            settle(now, out);
        }
        return waiting;
    }

    /** The caller has gone; does nothing if it was told already. */
    public void abandon(Waiting waiting, long now, Consumer<FunctionEffect> out) {
        if (queue.remove(waiting)) {
            settle(now, out);
        }
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
                crashes.answered();
            }
            case SURVIVES -> {}
            case THROWN_AWAY, CRASHED -> {
                survives = false;
                if (instance.state() == Instance.State.READY) {
                    noteCrash(instance, fate, Fate.why(outcome), now);
                    endings.end(
                            instance, Fate.why(outcome), fate == Fate.CRASHED ? Ending.CRASHED : Ending.KILLED, out);
                }
            }
        }
        endings.whenDone(instance, out);
        boolean changed = !survives || !queue.isEmpty() || takeover.underWay() || !instance.serves();
        if (changed) {
            settle(now, out);
        }
        return changed;
    }

    // ---- runners

    /** A runner was offered. */
    public void assigned(RunnerId runner, RunnerKind kind, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial = trials.nextFor(kind);
        if (trial != null) {
            trial.runnerCame(now + rules.startBudget());
            begin(new Instance(runner, trial.version(), 0, trial, now), out);
        } else if (kind.equals(kind()) && claims(now) > 0) {
            begin(new Instance(runner, version, generation, null, now), out);
        } else {
            out.accept(new FunctionEffect.GiveBack(runner));
        }
        settle(now, out);
    }

    private void begin(Instance instance, Consumer<FunctionEffect> out) {
        roster.add(instance);
        out.accept(new FunctionEffect.Accept(instance.id()));
        out.accept(new FunctionEffect.Specialise(instance.id(), instance.version()));
    }

    /** The runner said that it is an instance now. */
    public void specialised(
            RunnerId runner, String description, Duration took, long now, Consumer<FunctionEffect> out) {
        Instance instance = roster.find(runner);
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
        settle(now, out);
    }

    /** The runner said that it cannot become an instance. */
    public void specialiseFailed(
            RunnerId runner, Frame.SpecialiseFailed answer, long now, Consumer<FunctionEffect> out) {
        Instance instance = roster.find(runner);
        if (instance != null && instance.state() == Instance.State.SPECIALISING) {
            startFailed(instance, StartFailure.of(answer), now, out);
        }
    }

    /** The connection is gone while the process may live on: no calls any more, and the process is ended. */
    public void linkClosed(RunnerId runner, String protocolFault, long now, Consumer<FunctionEffect> out) {
        Instance instance = roster.find(runner);
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
                noteCrash(instance, Fate.CRASHED, why, now);
                endings.end(instance, why, Ending.CRASHED, out);
                out.accept(new FunctionEffect.Reap(runner));
            }
            case STOPPING, GONE -> {}
        }
        settle(now, out);
    }

    /** The process has ended, whatever the reason. */
    public void ended(RunnerId runner, RunnerExit exit, long now, Consumer<FunctionEffect> out) {
        Instance instance = roster.find(runner);
        if (instance == null) {
            return;
        }
        switch (instance.state()) {
            case SPECIALISING -> startFailed(instance, StartFailure.ended(exit), now, out);
            case READY, DRAINING -> {
                noteCrash(instance, Fate.CRASHED, StartFailure.ended(exit).what(), now);
                endings.end(instance, "it crashed", Ending.CRASHED, out);
            }
            case STOPPING, GONE -> {}
        }
        if (instance.ending() == Ending.CRASHED) {
            if (!instance.answered() && crashes.inARow() > 0) {
                crashes.explain(exit.outOfMemory() ? "out of memory" : exit.description());
            }
            out.accept(new FunctionEffect.Tell(new PoolEvent.InstanceCrashed(
                    instance.version().function(), instance.version().number(), runner, exit)));
        }
        instance.gone();
        roster.remove(instance);
        settle(now, out);
    }

    /** Runners of this kind cannot be started; {@code detail} says why. */
    public void noRunner(RunnerKind kind, String detail, long now, Consumer<FunctionEffect> out) {
        Outcome why = new Outcome.PlatformFault(Component.PROVIDER, "no_runner", detail);
        trials.failWaiting(kind, why, out);
        if (kind.equals(kind()) && nobodyServesSoon()) {
            refuseAll(why, now, out);
        }
        settle(now, out);
    }

    // ---- versions

    public void trial(FunctionVersion tried, TrialWaiter waiter, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial = trials.add(tried, waiter, now + rules.startBudget());
        if (life == Life.SHUTTING_DOWN) {
            trials.fail(trial, Refusals.shuttingDown(), "", out);
        }
        settle(now, out);
    }

    /** Ends what was tried of this version and not activated. */
    public void abandonTrial(FunctionVersion tried, long now, Consumer<FunctionEffect> out) {
        for (Instance instance : roster.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(tried)) {
                endings.end(instance, "trial abandoned", Ending.GENTLE, out);
            }
        }
        settle(now, out);
    }

    /** Makes a version live: instances of a passed trial serve from now on, others follow, old ones drain. */
    public void activate(FunctionVersion next, long now, Consumer<FunctionEffect> out) {
        boolean same = next.equals(version) && life == Life.LIVE;
        if (life == Life.NOT_LIVE) {
            life = Life.LIVE;
        }
        if (!same) {
            version = next;
            generation++;
            crashes.answered();
        }
        for (Instance instance : roster.all()) {
            PendingTrial trial = instance.trial();
            if (trial != null && trial.passed() && trial.version().equals(next)) {
                trials.remove(trial);
                instance.adopt(generation);
            }
        }
        settle(now, out);
    }

    /** Replaces every instance by a fresh one. */
    public void recycle(long now, Consumer<FunctionEffect> out) {
        generation++;
        crashes.answered();
        settle(now, out);
    }

    /** The function is no more. Calls under way end as they do. */
    public void remove(long now, Consumer<FunctionEffect> out) {
        life = Life.NOT_LIVE;
        crashes.answered();
        refuseAll(new Outcome.NoSuchFunction(), now, out);
        endings.endAll("removed", false, out);
        settle(now, out);
    }

    /** No more calls, ever. Calls under way end as they do. */
    public void shutDown(long now, Consumer<FunctionEffect> out) {
        life = Life.SHUTTING_DOWN;
        crashes.answered();
        refuseAll(Refusals.shuttingDown(), now, out);
        trials.failAll(Refusals.shuttingDown(), out);
        endings.endAll("shutdown", true, out);
        settle(now, out);
    }

    // ---- time

    /** Looks at what is due. */
    public void tick(long now, Consumer<FunctionEffect> out) {
        trials.expireWaiting(now, out);
        for (Instance instance : roster.all()) {
            PendingTrial trial = instance.trial();
            if (instance.state() == Instance.State.SPECIALISING && now >= instance.since() + rules.startBudget()) {
                startFailed(instance, StartFailure.tooSlow(rules.settings().startBudget()), now, out);
            } else if (trial != null && trial.passed() && now >= trial.deadline()) {
                endings.end(instance, "trial not activated", Ending.GENTLE, out);
            }
        }
        settle(now, out);
    }

    /** When {@link #tick} is due next if nothing else happens; {@link ScalingPolicy#NEVER} if not at all. */
    public long nextTick() {
        Scaling scaling = version.spec().scaling();
        long next = Math.min(lookAgain, takeover.until());
        next = Math.min(next, queue.deadline(scaling.queueTimeout().toNanos(), rules.startBudget()));
        next = Math.min(next, trials.nextDeadline());
        for (Instance instance : roster.all()) {
            if (instance.state() == Instance.State.SPECIALISING) {
                next = Math.min(next, instance.since() + rules.startBudget());
            }
        }
        if (crashes.inARow() > 0 && roster.isEmpty() && queue.isEmpty()) {
            next = Math.min(next, crashes.retryAt() + PoolSettings.TROUBLE_KEEP.toNanos());
        }
        return next;
    }

    // ---- for others to see

    /** Since when its longest idle instance is idle, of those that it may lose; empty if it has none. */
    public OptionalLong idleSince() {
        List<ScalingPolicy.Idle> idle = roster.idle(generation);
        boolean mayLose =
                roster.count(generation).ready() > version.spec().scaling().minInstances();
        return idle.isEmpty() || !mayLose
                ? OptionalLong.empty()
                : OptionalLong.of(idle.getFirst().since());
    }

    /** Ends the longest idle instance to make room for another function. */
    public void evict(long now, Consumer<FunctionEffect> out) {
        if (idleSince().isPresent()) {
            endings.end(find(roster.idle(generation).getFirst().id()), "evicted", Ending.GENTLE, out);
            settle(now, out);
        }
    }

    /** Whether nothing would be lost by forgetting it. */
    public boolean isEmpty() {
        return roster.isEmpty() && queue.isEmpty() && trials.isEmpty() && crashes.inARow() == 0 && wishes.isEmpty();
    }

    int generation() {
        return generation;
    }

    public List<Instance> instances() {
        return roster.all();
    }

    public int queued() {
        return queue.size();
    }

    /** Runners that it waits for. */
    public int claimed() {
        return wishes.total();
    }

    /** Crashes in a row, what the last one was, and when the next start is tried; empty if there were none. */
    public Optional<Troubled> trouble() {
        return crashes.inARow() == 0
                ? Optional.empty()
                : Optional.of(new Troubled(crashes.inARow(), crashes.last(), crashes.retryAt()));
    }

    /** See {@link FunctionReport.Trouble}; {@code retryAt} in the pool's own time. */
    public record Troubled(int crashes, String last, long retryAt) {}

    // ---- decisions

    /** Brings everything in line with what just happened; whoever can be served is, before anybody is refused. */
    private void settle(long now, Consumer<FunctionEffect> out) {
        queue.up(roster.anyServes(), now);
        dispatch(now, out);
        expire(now, out);
        takeOver(now, out);
        if (life == Life.LIVE && crashes.holdsBack(now) && nobodyServesSoon()) {
            refuseAll(Refusals.crashLoop(crashes, now), now, out);
        }
        lookAgain = ScalingPolicy.NEVER;
        int claims = 0;
        if (life == Life.LIVE) {
            for (Action action : ScalingPolicy.decide(version.spec().scaling(), snapshot(), now)) {
                switch (action) {
                    case Action.Claim claim -> claims = claim.count();
                    case Action.Stop stop -> endings.end(find(stop.id()), stop.why(), Ending.GENTLE, out);
                    case Action.Keep keep -> lookAgain = keep.until();
                    case Action.Start start -> throw new IllegalStateException("a function does not start runners");
                }
            }
            if (crashes.holdsBack(now)) {
                lookAgain = Math.min(lookAgain, crashes.retryAt());
            } else if (crashes.inARow() > 0 && roster.isEmpty() && queue.isEmpty() && troubleIsOld(now)) {
                crashes.answered();
            }
        }
        queue.up(roster.anyServes(), now);
        wish(claims, out);
    }

    private boolean troubleIsOld(long now) {
        return now >= crashes.retryAt() + PoolSettings.TROUBLE_KEEP.toNanos();
    }

    private void dispatch(long now, Consumer<FunctionEffect> out) {
        Waiting first = queue.head();
        while (first != null) {
            Instance instance = tryAcquire();
            if (instance == null) {
                return;
            }
            queue.remove(first);
            Timings waited = queue.timings(first, now, instance.readyAt() >= first.since);
            out.accept(new FunctionEffect.Grant(first.waiter, instance, waited));
            first = queue.head();
        }
    }

    private void expire(long now, Consumer<FunctionEffect> out) {
        Duration queueTimeout = version.spec().scaling().queueTimeout();
        while (now >= queue.deadline(queueTimeout.toNanos(), rules.startBudget())) {
            Waiting first = find(queue.head());
            refuse(first, queue.isUp() ? Refusals.queueTimeout(queueTimeout) : lateStart(), now, out);
        }
    }

    private Outcome lateStart() {
        Duration budget = rules.settings().startBudget();
        boolean codeIsStarting = roster.count(generation).specialising() > 0;
        return codeIsStarting ? StartFailure.tooSlow(budget).refusal() : Refusals.startTimeout(budget);
    }

    private void takeOver(long now, Consumer<FunctionEffect> out) {
        int load = roster.count(generation).inFlight() + queue.size();
        int needed = ScalingPolicy.needed(load, version.spec().scaling().concurrency());
        for (Instance old : takeover.expendable(roster, generation, needed, now)) {
            endings.end(old, "replaced", Ending.GENTLE, out);
        }
    }

    private ScalingPolicy.Snapshot snapshot() {
        Roster.Count count = roster.count(generation);
        return new ScalingPolicy.Snapshot(
                count.ready(),
                count.specialising(),
                count.replaced(),
                count.inFlight(),
                queue.size(),
                rules.keepAlive().of(version).toNanos(),
                crashes.inARow() == 0 ? Long.MIN_VALUE : crashes.retryAt(),
                rules.settings().caps().claims(),
                queue.isEmpty() ? roster.idle(generation) : List.of());
    }

    private int claims(long now) {
        return life == Life.LIVE ? ScalingPolicy.claims(version.spec().scaling(), snapshot(), now) : 0;
    }

    private void wish(int claims, Consumer<FunctionEffect> out) {
        int urgent = claims > 0 && !queue.isEmpty() && nobodyServesSoon() ? 1 : 0;
        List<FunctionEffect.Want> wants = new ArrayList<>(1);
        int ownTrials = trials.isEmpty() ? 0 : trials.waitingFor(kind());
        wants.add(new FunctionEffect.Want(kind(), urgent + ownTrials, claims - urgent));
        for (RunnerKind other : trials.kindsWaitedFor()) {
            if (!other.equals(kind())) {
                wants.add(new FunctionEffect.Want(other, trials.waitingFor(other), 0));
            }
        }
        wishes.become(wants, out);
    }

    private Optional<Outcome> refusal(long now) {
        if (life == Life.SHUTTING_DOWN) {
            return Optional.of(Refusals.shuttingDown());
        }
        if (life == Life.NOT_LIVE) {
            return Optional.of(new Outcome.NoSuchFunction());
        }
        if (crashes.holdsBack(now) && nobodyServesSoon()) {
            return Optional.of(Refusals.crashLoop(crashes, now));
        }
        Scaling scaling = version.spec().scaling();
        int coming = roster.count(generation).specialising() + claims(now);
        long most = scaling.maxQueue() + (long) coming * scaling.concurrency();
        return queue.size() > most ? Optional.of(Refusals.queueFull(queue.size() - 1)) : Optional.empty();
    }

    /** No instance serves and none is on its way: the next call would be the one that brings the first. */
    private boolean nobodyServesSoon() {
        Roster.Count count = roster.count(generation);
        return count.ready() + count.replaced() + count.specialising() == 0;
    }

    private void startFailed(Instance instance, StartFailure failure, long now, Consumer<FunctionEffect> out) {
        PendingTrial trial = instance.trial();
        out.accept(new FunctionEffect.Tell(new PoolEvent.SpecialiseFailed(
                instance.version().function(), instance.version().number(), failure.reason())));
        instance.drain(failure.what(), Ending.KILLED);
        instance.stop();
        out.accept(new FunctionEffect.Kill(instance.id()));
        if (trial != null) {
            trials.fail(trial, failure.outcome(), failure.hint(), out);
        } else if (instance.generation() == generation) {
            liveStartFailed(failure, now, out);
        }
        settle(now, out);
    }

    private void liveStartFailed(StartFailure failure, long now, Consumer<FunctionEffect> out) {
        if (failure.byChance()) {
            crashes.crashed(failure.what(), now);
        } else {
            crashes.startFailed(failure.what(), now);
        }
        if (crashes.holdsBack(now) && nobodyServesSoon()) {
            refuseAll(failure.refusal(), now, out);
        }
    }

    /** Counts an instance that ended by itself, once, if it had not answered anybody. */
    private void noteCrash(Instance instance, Fate fate, String why, long now) {
        boolean known = instance.ending() == Ending.CRASHED;
        if (fate == Fate.CRASHED && !known && !instance.answered() && instance.generation() == generation) {
            crashes.crashed(why, now);
        }
    }

    private void refuseAll(Outcome why, long now, Consumer<FunctionEffect> out) {
        queue.up(roster.anyServes(), now);
        for (Waiting first = queue.head(); first != null; first = queue.head()) {
            refuse(first, why, now, out);
        }
    }

    private void refuse(Waiting waiting, Outcome why, long now, Consumer<FunctionEffect> out) {
        queue.remove(waiting);
        out.accept(new FunctionEffect.Refuse(waiting.waiter, why, queue.timings(waiting, now, false)));
    }

    private RunnerKind kind() {
        return RunnerKind.of(version.spec());
    }

    private Instance find(RunnerId id) {
        return find(roster.find(id));
    }

    private static <T> T find(@Nullable T present) {
        if (present == null) {
            throw new IllegalStateException("the pool's state contradicts itself");
        }
        return present;
    }
}
