package dev.sluice.core.pool;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All runners of one machine and who gets them: a {@link StateMachine}, as {@link FunctionPool} is.
 *
 * <p>What happened is told by the methods that return nothing; {@link #tick} then decides.
 */
public final class RunnerScheduler implements StateMachine<SchedulerEffect> {

    /** Failed starts in a row after which callers hear of it instead of waiting for the next try. */
    private static final int FAILURES_TO_TELL = 3;

    private static final long URGENT_EVICT_AGAIN = Duration.ofMillis(200).toNanos();
    private static final long EVICT_AGAIN = Duration.ofSeconds(1).toNanos();

    private final PoolSettings settings;
    private final Supplier<RunnerId> ids;
    private final RandomGenerator random;
    private final Map<RunnerKind, WarmPool> pools = new LinkedHashMap<>();
    private final Map<RunnerId, Runner> runners = new HashMap<>();
    private final RefillPause refillPause = new RefillPause();
    private long memoryMebibytes;
    private int runnersInBackground;
    private long mebibytesInBackground;
    private int starting;
    private long starts;
    private long urgentEvictAgain = Long.MIN_VALUE;
    private long evictAgain = Long.MIN_VALUE;
    private boolean urgentBlocked;
    private boolean blocked;
    private boolean closed;
    private long nextTick = ScalingPolicy.NEVER;

    /** One runner, from its spawning to its end. */
    private static final class Runner {
        final WarmPool pool;
        final long since;
        Stage stage = Stage.STARTING;

        @Nullable
        PoolName offeredTo;

        boolean endedOnOffer;

        /** It was taken for background calls. */
        boolean inBackground;

        Runner(WarmPool pool, long since) {
            this.pool = pool;
            this.since = since;
        }
    }

    private enum Stage {
        STARTING,
        WARM,
        OFFERED,
        TAKEN,
        BROKEN,
        LEAVING
    }

    /**
     * @param runtimes those of which runners of the default class are always kept warm
     * @param ids makes ids for new runners
     */
    public RunnerScheduler(
            PoolSettings settings, Collection<RuntimeName> runtimes, Supplier<RunnerId> ids, RandomGenerator random) {
        this.settings = settings;
        this.ids = ids;
        this.random = random;
        for (RuntimeName runtime : runtimes) {
            RunnerKind kind = new RunnerKind(runtime, settings.warm().defaultClass());
            pools.put(kind, new WarmPool(kind, true, settings.warm().defaultWanted(), new CrashLoop(random)));
        }
    }

    // ---- what happened

    /** One live function more or less needs this kind. */
    public void live(RunnerKind kind, int change) {
        pool(kind).live(change);
    }

    public void want(PoolName function, FunctionEffect.Want want) {
        pool(want.kind()).want(function, want);
    }

    /** A runner said hello. */
    public void ready(RunnerId id, long now) {
        Runner runner = runners.get(id);
        if (runner != null && runner.stage == Stage.STARTING) {
            started(runner);
            runner.stage = Stage.WARM;
            runner.pool.failures().answered();
            runner.pool.add(id, now);
        }
    }

    /** Its connection is gone while it waits: nobody gets it any more. */
    public void broken(RunnerId id) {
        Runner runner = runners.get(id);
        if (runner != null && runner.stage == Stage.WARM) {
            runner.pool.remove(id);
            runner.stage = Stage.BROKEN;
        }
    }

    public void accepted(RunnerId id) {
        Runner runner = offerAnswered(id);
        runner.stage = Stage.TAKEN;
        if (runner.endedOnOffer) {
            forget(id, runner);
        }
    }

    /** An offered runner is still generic and waits again; nothing if it has ended since. */
    public void givenBack(RunnerId id, long now) {
        Runner runner = offerAnswered(id);
        if (runner.endedOnOffer) {
            forget(id, runner);
        } else {
            takenInBackground(runner, false);
            runner.stage = Stage.WARM;
            runner.pool.add(id, now);
        }
    }

    private Runner offerAnswered(RunnerId id) {
        Runner runner = runners.get(id);
        if (runner == null || runner.stage != Stage.OFFERED || runner.offeredTo == null) {
            throw new IllegalStateException("runner " + id + " is not on offer");
        }
        runner.pool.answered(runner.offeredTo);
        runner.offeredTo = null;
        return runner;
    }

    /**
     * A runner is no more, or never was; {@code why} is for people.
     *
     * @return whether it was generic and nobody had asked for its end
     */
    public boolean ended(RunnerId id, String why, long now) {
        Runner runner = runners.get(id);
        if (runner == null) {
            return false;
        }
        switch (runner.stage) {
            case STARTING -> {
                started(runner);
                runner.pool.failures().startFailed(why, now);
            }
            case WARM -> runner.pool.remove(id);
            case OFFERED -> {
                runner.endedOnOffer = true;
                return false;
            }
            case TAKEN, BROKEN, LEAVING -> {}
        }
        forget(id, runner);
        return runner.stage == Stage.STARTING || runner.stage == Stage.WARM || runner.stage == Stage.BROKEN;
    }

    private void forget(RunnerId id, Runner runner) {
        runners.remove(id);
        takenInBackground(runner, false);
        memoryMebibytes -= runner.pool.kind().memory().mebibytes();
        evictAgain = Long.MIN_VALUE;
        urgentEvictAgain = Long.MIN_VALUE;
    }

    /** No more runners: those that start or wait are ended. */
    public void shutDown(Consumer<SchedulerEffect> out) {
        closed = true;
        endWhatWaits(out);
    }

    private void endWhatWaits(Consumer<SchedulerEffect> out) {
        for (Map.Entry<RunnerId, Runner> entry : runners.entrySet()) {
            stop(entry.getKey(), entry.getValue(), "shutdown", out);
        }
    }

    // ---- decisions

    /** Gives out what there is, starts what is missing and stops what is not needed. */
    @Override
    public void tick(long now, Consumer<SchedulerEffect> out) {
        if (closed) {
            endWhatWaits(out);
            nextTick = ScalingPolicy.NEVER;
            return;
        }
        giveUpLateStarts(now, out);
        shareRoomForBackground();
        pools.values().forEach(pool -> offer(pool, now, out));
        blocked = false;
        urgentBlocked = false;
        start(true, settings.caps().starts(), now, out);
        if (refillPause.isOver(now)) {
            start(false, settings.caps().refillStarts(), now, out);
            refillPause.refilled();
        }
        tellFailures(now, out);
        stopSurplus(now, out);
        pools.values().removeIf(WarmPool::isForgettable);
        nextTick = nextLook(now);
    }

    private void giveUpLateStarts(long now, Consumer<SchedulerEffect> out) {
        long budget = settings.helloBudget().toNanos();
        for (Map.Entry<RunnerId, Runner> entry : List.copyOf(runners.entrySet())) {
            Runner runner = entry.getValue();
            if (runner.stage == Stage.STARTING && now >= runner.since + budget) {
                String why = "no hello within " + settings.helloBudget().toMillis() + " ms";
                runner.pool.failures().startFailed(why, now);
                stop(entry.getKey(), runner, why, out);
            }
        }
    }

    private void offer(WarmPool pool, long now, Consumer<SchedulerEffect> out) {
        PoolName next = pool.nextInTurn();
        while (next != null) {
            boolean background = pool.isForBackground(next);
            RunnerId id = pool.offer(next);
            Runner runner = runner(id);
            if (background) {
                takenInBackground(runner, true);
                shareRoomForBackground();
            }
            runner.stage = Stage.OFFERED;
            runner.offeredTo = next;
            refillPause.claimed(now);
            out.accept(new SchedulerEffect.Assign(id, pool.kind(), next));
            next = pool.nextInTurn();
        }
    }

    private void takenInBackground(Runner runner, boolean taken) {
        if (runner.inBackground != taken) {
            runner.inBackground = taken;
            runnersInBackground += taken ? 1 : -1;
            mebibytesInBackground +=
                    (taken ? 1L : -1L) * runner.pool.kind().memory().mebibytes();
        }
    }

    /** Background calls take at most half of the machine's room, but always one runner. */
    private void shareRoomForBackground() {
        PoolSettings.Caps caps = settings.caps();
        for (WarmPool pool : pools.values()) {
            long byNumber = caps.runners() / 2 - runnersInBackground;
            long byMemory = (caps.memory().mebibytes() / 2 - mebibytesInBackground)
                    / pool.kind().memory().mebibytes();
            long room = Math.max(0, Math.min(byNumber, byMemory));
            pool.roomForBackground((int) (runnersInBackground == 0 ? Math.max(1, room) : room));
        }
    }

    private void start(boolean urgent, int cap, long now, Consumer<SchedulerEffect> out) {
        while (starting < cap) {
            WarmPool pool = nextToStart(urgent, now);
            if (pool == null) {
                return;
            }
            if (!hasRoom(pool.kind())) {
                makeRoom(pool, urgent, now, out);
                return;
            }
            RunnerId id = ids.get();
            runners.put(id, new Runner(pool, now));
            memoryMebibytes += pool.kind().memory().mebibytes();
            pool.starting(1);
            pool.lastStart(++starts);
            starting++;
            out.accept(new SchedulerEffect.StartRunner(id, pool.kind(), urgent));
        }
    }

    /** Of the pools that miss runners one whose functions wait before one that is merely refilled; else in turn. */
    private @Nullable WarmPool nextToStart(boolean urgent, long now) {
        WarmPool best = null;
        for (WarmPool pool : pools.values()) {
            int missing = urgent ? pool.missingUrgently() : pool.missing();
            if (missing <= 0 || pool.failures().holdsBack(now) || !fitsAtAll(pool.kind())) {
                continue;
            }
            if (best == null || comesBefore(pool, best)) {
                best = pool;
            }
        }
        return best;
    }

    private static boolean comesBefore(WarmPool pool, WarmPool other) {
        return pool.isWaitedFor() == other.isWaitedFor() ? pool.lastStart() < other.lastStart() : pool.isWaitedFor();
    }

    private boolean hasRoom(RunnerKind kind) {
        return runners.size() < settings.caps().runners()
                && memoryMebibytes + kind.memory().mebibytes()
                        <= settings.caps().memory().mebibytes();
    }

    /** Options that a function chose make a runner fail each time: its author hears of it at once. */
    private static int failuresToTell(RunnerKind kind) {
        return kind.options().isEmpty() ? FAILURES_TO_TELL : 1;
    }

    private boolean fitsAtAll(RunnerKind kind) {
        return kind.memory().compareTo(settings.caps().memory()) <= 0;
    }

    /** Only the next end of a runner lets the start go on; at most one is asked to go at a time. */
    private void makeRoom(WarmPool forWhom, boolean urgent, long now, Consumer<SchedulerEffect> out) {
        urgentBlocked |= urgent;
        blocked |= !urgent;
        if (now < (urgent ? urgentEvictAgain : evictAgain)) {
            return;
        }
        evictAgain = now + EVICT_AGAIN;
        if (urgent) {
            urgentEvictAgain = now + URGENT_EVICT_AGAIN;
        }
        for (WarmPool other : pools.values()) {
            WarmPool.Warm spare = other.longestWaiting();
            boolean may = other != forWhom && (urgent || other.surplus() > 0);
            if (may && spare != null && other.urgentOpen() == 0) {
                stop(spare.id(), runner(spare.id()), "its room is needed", out);
                return;
            }
        }
        out.accept(new SchedulerEffect.EvictIdle(urgent ? 0 : PoolSettings.EVICT_IDLE.toNanos()));
    }

    private void tellFailures(long now, Consumer<SchedulerEffect> out) {
        for (WarmPool pool : pools.values()) {
            String detail = "";
            if (!fitsAtAll(pool.kind())) {
                detail = "a runner of " + pool.kind().memory() + " does not fit into the "
                        + settings.caps().memory() + " that this gateway may use";
            } else if (pool.failures().inARow() >= failuresToTell(pool.kind())
                    && pool.failures().holdsBack(now)) {
                detail = "runners of " + pool.kind() + " do not start: "
                        + pool.failures().last();
            }
            if (!detail.isEmpty() && pool.starting() == 0) {
                for (PoolName function : pool.waiting()) {
                    out.accept(new SchedulerEffect.NoRunner(function, pool.kind(), detail));
                }
            }
        }
    }

    private void stopSurplus(long now, Consumer<SchedulerEffect> out) {
        for (WarmPool pool : pools.values()) {
            for (int surplus = pool.surplus(); surplus > 0; surplus--) {
                WarmPool.Warm oldest = pool.longestWaiting();
                boolean due = oldest != null
                        && (pool.isUnneeded() || now >= oldest.since() + PoolSettings.SURPLUS_KEEP.toNanos());
                if (oldest == null || !due) {
                    break;
                }
                stop(oldest.id(), runner(oldest.id()), "not needed", out);
            }
        }
    }

    private void stop(RunnerId id, Runner runner, String why, Consumer<SchedulerEffect> out) {
        switch (runner.stage) {
            case STARTING -> started(runner);
            case WARM -> runner.pool.remove(id);
            case OFFERED, TAKEN, BROKEN, LEAVING -> {
                return;
            }
        }
        runner.stage = Stage.LEAVING;
        out.accept(new SchedulerEffect.StopRunner(id, runner.pool.kind(), why));
    }

    private void started(Runner runner) {
        runner.pool.starting(-1);
        starting--;
    }

    // ---- time, and for others to see

    @Override
    public long nextTick() {
        return nextTick;
    }

    private long nextLook(long now) {
        long next = blocked ? evictAgain : ScalingPolicy.NEVER;
        next = urgentBlocked ? Math.min(next, urgentEvictAgain) : next;
        next = refillPause.isOver(now) ? next : Math.min(next, refillPause.end());
        for (Runner runner : runners.values()) {
            if (runner.stage == Stage.STARTING) {
                next = Math.min(next, runner.since + settings.helloBudget().toNanos());
            }
        }
        for (WarmPool pool : pools.values()) {
            WarmPool.Warm oldest = pool.longestWaiting();
            if (pool.surplus() > 0 && oldest != null) {
                next = Math.min(next, oldest.since() + PoolSettings.SURPLUS_KEEP.toNanos());
            }
            if (pool.failures().holdsBack(now)) {
                next = Math.min(next, pool.failures().retryAt());
            }
        }
        return next;
    }

    /** Runners that are spawned and have not ended. */
    public int runners() {
        return runners.size();
    }

    /** The sum of their memory classes. */
    public MemorySize memory() {
        return new MemorySize((int) Math.max(1, memoryMebibytes));
    }

    /** How each kind stands. */
    public List<Standing> standings() {
        List<Standing> list = new ArrayList<>();
        for (WarmPool pool : pools.values()) {
            list.add(new Standing(pool.kind(), pool.warm(), pool.starting(), pool.wanted(), pool.open()));
        }
        return list;
    }

    /** {@code waitedFor}: runners that functions wait for. */
    public record Standing(RunnerKind kind, int warm, int starting, int wanted, int waitedFor) {}

    private WarmPool pool(RunnerKind kind) {
        return pools.computeIfAbsent(kind, k -> new WarmPool(k, false, wanted(k), new CrashLoop(random)));
    }

    /** Runners with options of their own fit few functions: one is started when it is needed. */
    private int wanted(RunnerKind kind) {
        return kind.options().isEmpty() ? settings.warm().otherWanted() : 0;
    }

    private Runner runner(RunnerId id) {
        Runner runner = runners.get(id);
        if (runner == null) {
            throw new IllegalStateException("there is no runner " + id);
        }
        return runner;
    }
}
