package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Priority;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a function's pool remembers, and the questions about it that several of its parts ask. */
final class FunctionState {

    enum Life {
        /** It has a live version. */
        LIVE,
        /** It has none: it was removed, or what may become its first version is being tried. */
        NOT_LIVE,
        SHUTTING_DOWN
    }

    final PoolRules rules;
    final Instances instances = new Instances();
    final WaitQueues queue = new WaitQueues();
    final Trials trials = new Trials();
    final RunnerDemand runnerDemand = new RunnerDemand();
    final Preemption preemption = new Preemption();
    final CrashLoop crashes;
    final Rollout rollout;
    FunctionVersion version;
    Life life;

    /** Which instances are of the newest making; older ones are to be replaced. */
    int generation = 1;

    /** Whether it keeps no instance without calls, whatever the spec says. */
    boolean keepsNone;

    /** Background calls that entry points have, besides those that wait here. */
    int announced;

    FunctionState(FunctionVersion version, Life life, PoolRules rules) {
        this.version = version;
        this.life = life;
        this.rules = rules;
        this.crashes = new CrashLoop(rules.random());
        this.rollout = new Rollout(rules.startBudget());
    }

    /** A slot on an instance that serves now, if one is free for calls of this priority. */
    @Nullable
    Instance tryAcquire(Priority priority) {
        if (life == Life.SHUTTING_DOWN || priority == Priority.BACKGROUND && !instances.hasRoomForBackground()) {
            return null;
        }
        Instance best = instances.leastLoaded();
        if (best != null) {
            best.take(priority);
        }
        return best;
    }

    /** How long an instance of the version may take to start, and a call may wait for its first instance. */
    Duration startBudget(FunctionVersion which) {
        return which.spec().code().launch().timeout().orElse(rules.settings().startBudget());
    }

    Scaling scaling() {
        Scaling scaling = version.spec().scaling();
        return keepsNone && scaling.minInstances() > 0 ? keepingNone(scaling) : scaling;
    }

    private static Scaling keepingNone(Scaling scaling) {
        return new Scaling(
                scaling.concurrency(),
                0,
                scaling.maxInstances(),
                scaling.keepAlive(),
                scaling.maxQueue(),
                scaling.queueTimeout(),
                scaling.background());
    }

    RunnerKind kind() {
        return RunnerKind.of(version.spec());
    }

    Instances.Count count() {
        return instances.count(generation);
    }

    /** No instance serves and none is on its way: the next call would be the one that brings the first. */
    boolean nobodyServesSoon() {
        Instances.Count count = count();
        return count.ready() + count.replaced() + count.specialising() == 0;
    }

    /** Runners to wait for now, besides those that are being specialised. */
    int claims(long now) {
        return life == Life.LIVE ? ScalingPolicy.claims(scaling(), snapshot(), now) : 0;
    }

    /** Of these, the runners that there would be without background calls that wait. */
    int interactiveClaims(long now) {
        int waiting = queue.size(Priority.INTERACTIVE);
        return life == Life.LIVE ? ScalingPolicy.claims(scaling(), snapshot(waiting), now) : 0;
    }

    ScalingPolicy.Snapshot snapshot() {
        return snapshot(waitingWork());
    }

    /** Calls that wait or are announced, and the slot that is kept free beside the second background call and more. */
    int waitingWork() {
        int background = queue.size(Priority.BACKGROUND) + announced;
        int reserve = background > 0 && background + instances.inBackground() > 1 ? 1 : 0;
        return queue.size(Priority.INTERACTIVE) + background + reserve;
    }

    private ScalingPolicy.Snapshot snapshot(int waiting) {
        Instances.Count count = count();
        return new ScalingPolicy.Snapshot(
                count.ready(),
                count.specialising(),
                count.replaced(),
                count.inFlight(),
                waiting,
                rules.keepAlive().of(version).toNanos(),
                crashes.inARow() == 0 ? Long.MIN_VALUE : crashes.retryAt(),
                rules.settings().caps().claims(),
                queue.isEmpty() ? instances.idle(generation) : List.of());
    }

    /** The longest idle instance of those beyond the least number that is always kept. */
    @Nullable
    Instance mayLose() {
        List<ScalingPolicy.Idle> idle = instances.idle(generation);
        boolean beyondLeast = count().ready() > scaling().minInstances();
        return idle.isEmpty() || !beyondLeast
                ? null
                : instances.find(idle.getFirst().id());
    }

    /** Whether nothing would be lost by forgetting it. */
    boolean isEmpty() {
        return instances.isEmpty()
                && queue.isEmpty()
                && trials.isEmpty()
                && crashes.inARow() == 0
                && runnerDemand.isEmpty()
                && (announced == 0 || life != Life.LIVE);
    }
}
