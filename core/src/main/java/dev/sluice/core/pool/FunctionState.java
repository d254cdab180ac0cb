package dev.sluice.core.pool;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.invocation.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** What its calls say about the next one; none where its instances are kept as declared. */
    @Nullable
    Expectation expectation;

    /** Where calls with keys go; null if the version has no affinity. */
    @Nullable
    Routing routing;

    /** Which shards are to have an instance; null if the version has none. */
    @Nullable
    Sharding sharding;

    /** Which of its shards are owned here; null before the pool is complete. */
    @Nullable
    OwnedShards owned;

    /** Which instances are of the newest making; older ones are to be replaced. */
    int generation = 1;

    /** Whether it keeps no instance without calls, whatever the spec says. */
    boolean keepsNone;

    /** The last instance that was replaced because it was not healthy. */
    Optional<Unhealthy> unhealthy = Optional.empty();

    /** Background calls that entry points have, besides those that wait here. */
    int announced;

    FunctionState(FunctionVersion version, Life life, PoolRules rules) {
        this.version = version;
        this.life = life;
        this.rules = rules;
        this.crashes = new CrashLoop(rules.random());
        this.rollout = new Rollout(rules.startBudget());
        route();
        heed();
    }

    /** Begins to learn from the gaps between calls, or forgets them, as the version and the life of the function want it. */
    void heed() {
        boolean adaptive = life == Life.LIVE
                && !keepsNone
                && version.spec().scaling().keepAlivePolicy() == KeepAlivePolicy.ADAPTIVE;
        if (!adaptive) {
            expectation = null;
        } else if (expectation == null) {
            expectation = new Expectation();
        }
    }

    /** To be called whenever calls may have ended: learns since when there is none. */
    void mindGap(long now) {
        Expectation learning = expectation;
        if (learning != null && queue.isEmpty() && instances.areIdle()) {
            learning.idle(now);
        }
    }

    /** How long the function's instances are kept without calls, before anything was learned. */
    Duration declaredKeepAlive() {
        return rules.keepAlive().of(version);
    }

    Expectation.Keeping keeping(long now) {
        Expectation learned = expectation;
        return learned == null
                ? new Expectation.Keeping(declaredKeepAlive().toNanos(), false)
                : learned.keeping(declaredKeepAlive(), now);
    }

    /** Another version is live from now on. */
    void serve(FunctionVersion next) {
        version = next;
        route();
    }

    private void route() {
        Affinity affinity = version.spec().scaling().affinity().orElse(null);
        if (affinity == null) {
            routing = null;
        } else if (routing == null || !routing.affinity().equals(affinity)) {
            routing = affinity.shards().isPresent()
                    ? new ShardRouting(affinity, version.spec().scaling().shards())
                    : new KeyRouting(affinity, rules.random().nextLong());
        }
        sharding = version.spec().scaling().shards() > 0 ? new Sharding(this) : null;
    }

    /** A slot on an instance that serves now, if one is free for calls of this priority and key. */
    @Nullable
    Instance tryAcquire(Priority priority, long key) {
        if (!takesCalls(priority)) {
            return null;
        }
        Instance best = routing == null ? instances.leastLoaded() : routing.choose(instances, key);
        if (best != null) {
            best.take(priority);
        }
        return best;
    }

    /** Takes the call out of the queue whose turn it is among those of a priority that an instance has room for; null if there is none. */
    @Nullable
    Waiting next(Priority priority) {
        if (!takesCalls(priority)) {
            return null;
        }
        if (routing == null) {
            return instances.haveRoom() ? queue.take(priority, _ -> true) : null;
        }
        return routing.haveRoom(instances) ? queue.take(priority, routing.servable(instances)) : null;
    }

    private boolean takesCalls(Priority priority) {
        return life != Life.SHUTTING_DOWN && (priority == Priority.INTERACTIVE || instances.hasRoomForBackground());
    }

    /** The number of the shard in whose range a key is. */
    int shardOf(long key) {
        return Shard.numberOf(key, version.spec().scaling().shards());
    }

    /** Whether each shard of the live version has one owner. */
    boolean isExclusive() {
        return life == Life.LIVE && version.spec().scaling().isExclusive();
    }

    OwnedShards owned() {
        return Objects.requireNonNull(owned);
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
                scaling.background(),
                KeepAlivePolicy.FIXED,
                scaling.affinity());
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
        if (sharding != null) {
            return life == Life.LIVE ? sharding.claims(queue.all(), now) : 0;
        }
        return life == Life.LIVE ? ScalingPolicy.claims(scaling(), snapshot(now), now) : 0;
    }

    /** Of these, the runners that there would be without background calls that wait, and without calls that are only expected. */
    int interactiveClaims(long now) {
        if (sharding != null) {
            return life == Life.LIVE ? sharding.claims(queue.interactive(), now) : 0;
        }
        int waiting = queue.size(Priority.INTERACTIVE);
        return life == Life.LIVE
                ? ScalingPolicy.claims(scaling(), snapshot(waiting, keeping(now).keepAlive(), false), now)
                : 0;
    }

    ScalingPolicy.Snapshot snapshot(long now) {
        Expectation.Keeping keeping = keeping(now);
        return snapshot(waitingWork(), keeping.keepAlive(), keeping.expected());
    }

    /** Calls that wait or are announced, and the slot that is kept free beside the second background call and more. */
    int waitingWork() {
        int background = queue.size(Priority.BACKGROUND) + announced;
        int reserve = background > 0 && background + instances.inBackground() > 1 ? 1 : 0;
        return queue.size(Priority.INTERACTIVE) + background + reserve;
    }

    private ScalingPolicy.Snapshot snapshot(int waiting, long keepAlive, boolean expected) {
        Instances.Count count = count();
        return new ScalingPolicy.Snapshot(
                count.ready(),
                count.specialising(),
                count.replaced(),
                count.inFlight(),
                waiting,
                keepAlive,
                expected,
                crashes.inARow() == 0 ? Long.MIN_VALUE : crashes.retryAt(),
                rules.settings().caps().claims(),
                queue.isEmpty() ? instances.idle(generation) : List.of());
    }

    /** The longest idle instance of those beyond the least number that is always kept. */
    @Nullable
    Instance mayLose() {
        if (sharding != null) {
            return sharding.mayLose();
        }
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
                && owned().isEmpty()
                && (expectation == null || expectation.isEmpty())
                && (announced == 0 || life != Life.LIVE);
    }
}
