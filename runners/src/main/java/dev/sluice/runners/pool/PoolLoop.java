package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolRules;
import dev.sluice.core.pool.RunnerScheduler;
import dev.sluice.core.pool.SchedulerEffect;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.runners.runtime.Runtimes;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Between the pools and the world: tells a function's {@link FunctionPool} what happened, in the cell of that function alone,
 * and carries out what it decides.
 */
final class PoolLoop {

    private static final System.Logger LOG = System.getLogger(PoolLoop.class.getName());
    private static final RunnerExit NO_TRACE = new RunnerExit(127, false, "");

    private final PoolParts parts;
    private final Loop loop;
    private final PoolRules rules;
    private final FunctionCells cells;
    private final SchedulerCell scheduler;
    private final Fleet fleet;
    private final Specialising specialising;
    private volatile boolean closing;

    /** @param random for ids of runners, and to spread what is tried again */
    PoolLoop(PoolParts parts, Loop loop, WorkFolders workFolders, Preparations preparations, RandomGenerator random) {
        this.parts = parts;
        this.loop = loop;
        this.specialising = new Specialising(parts, workFolders, this::fire);
        this.rules = new PoolRules(parts.settings().pool(), parts.keepAlive(), random);
        this.fleet = new Fleet(parts, workFolders, preparations, new Observer());
        this.cells = new FunctionCells(name -> new FunctionCell(name, this, loop, parts.leases()));
        this.scheduler = new SchedulerCell(
                loop,
                new RunnerScheduler(
                        parts.settings().pool(), alwaysWarm(parts.runtimes()), new RunnerIds(random), random),
                this::carryOut);
    }

    /** Of a language of which several versions may be installed only those are kept warm that functions use. */
    private static List<RuntimeName> alwaysWarm(Runtimes runtimes) {
        return runtimes.byName().values().stream()
                .filter(runtime -> runtime.interpreter().isEmpty())
                .map(Runtimes.Runtime::name)
                .toList();
    }

    Fleet fleet() {
        return fleet;
    }

    FunctionCells cells() {
        return cells;
    }

    SchedulerCell scheduler() {
        return scheduler;
    }

    /** Pools that are made from now on take no calls. */
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    long now() {
        return loop.now();
    }

    void carryOut(List<Runnable> todo) {
        loop.carryOut(todo);
    }

    /**
     * Under the cell's lock: what is to be carried out after it is released. {@code version} is what to make the function's
     * pool of if it has none.
     */
    List<Runnable> act(
            FunctionCell cell, @Nullable FunctionVersion version, Cell.Change<FunctionPool, FunctionEffect> what) {
        if (cell.machine() == null) {
            cells.fill(cell, newPool(cell, version));
        }
        return cell.changed(what);
    }

    private FunctionPool newPool(FunctionCell cell, @Nullable FunctionVersion version) {
        FunctionVersion live = cell.live;
        if (live == null && version == null) {
            throw new IllegalStateException(cell.name + " has no version to make a pool of");
        }
        FunctionPool pool = live == null
                ? FunctionPool.forTrialOf(notNull(version), rules)
                : cell.name.isBound() ? FunctionPool.bound(live, rules) : FunctionPool.of(live, rules);
        if (closing) {
            pool.shutDown(now(), effect -> {});
        }
        pool.announced(cell.backlog);
        return pool;
    }

    /** Under the cell's lock. */
    List<Runnable> prepare(FunctionCell cell, List<FunctionEffect> effects) {
        List<Runnable> todo = new ArrayList<>(effects.size());
        List<FunctionEffect.ForScheduler> forScheduler = new ArrayList<>(2);
        for (FunctionEffect effect : effects) {
            switch (effect) {
                case FunctionEffect.Grant grant -> {
                    LiveSlot slot = slot(cell, grant.instance(), grant.priority(), grant.waiter());
                    todo.add(() -> grant.waiter().granted(slot, grant.waited()));
                }
                case FunctionEffect.Refuse refuse ->
                    todo.add(() -> refuse.waiter().refused(refuse.why(), refuse.waited()));
                case FunctionEffect.Preempt preempt ->
                    cell.inBackground(preempt.instance())
                            .ifPresent(slot -> todo.add(() -> slot.holder().preempted(preempt.why())));
                case FunctionEffect.Specialise order -> todo.add(() -> specialise(cell, order));
                case FunctionEffect.Own own -> cell.claims.own(own.shard());
                case FunctionEffect.Disown disown -> cell.claims.end(disown.shard());
                case FunctionEffect.TellDraining notice -> todo.add(() -> fleet.tellDraining(notice.runner()));
                case FunctionEffect.Drain drain -> todo.add(() -> fleet.drain(drain.runner()));
                case FunctionEffect.Kill kill -> todo.add(() -> fleet.kill(kill.runner()));
                case FunctionEffect.Reap reap -> todo.add(() -> fleet.reap(reap.runner()));
                case FunctionEffect.EndTrial end -> todo.add(() -> end.waiter().ended(end.result()));
                case FunctionEffect.Tell tell -> todo.add(() -> fire(tell.event()));
                case FunctionEffect.Accept accept -> {
                    LiveRunner runner = fleet.find(accept.runner());
                    if (runner != null) {
                        runner.ownedBy(cell);
                    }
                    forScheduler.add(accept);
                }
                case FunctionEffect.ForScheduler other -> forScheduler.add(other);
            }
        }
        if (!forScheduler.isEmpty()) {
            todo.addAll(scheduler.tell(cell.name, forScheduler));
        }
        return todo;
    }

    private void carryOut(SchedulerEffect effect) {
        switch (effect) {
            case SchedulerEffect.StartRunner start -> fleet.start(start.id(), start.kind(), start.awaited());
            case SchedulerEffect.StopRunner stop -> fleet.kill(stop.id());
            case SchedulerEffect.Assign assign -> assign(assign);
            case SchedulerEffect.NoRunner none ->
                cells.find(none.function())
                        .ifPresent(cell -> cell.tell(
                                (pool, now, out) -> pool.runners().noRunner(none.kind(), none.detail(), now, out)));
            case SchedulerEffect.EvictIdle evict ->
                cells.longestIdle(now() - evict.idleNanos())
                        .ifPresent(cell -> cell.tell((pool, now, out) -> pool.evict(now, out)));
        }
    }

    private void assign(SchedulerEffect.Assign assign) {
        Optional<FunctionCell> found = cells.find(assign.function());
        List<Runnable> todo = List.of();
        boolean taken = false;
        if (found.isPresent()) {
            FunctionCell cell = found.get();
            synchronized (cell) {
                if (cell.machine() != null) {
                    taken = true;
                    todo = cell.changed(
                            (pool, now, out) -> pool.runners().assigned(assign.id(), assign.kind(), now, out));
                }
            }
        }
        if (!taken) {
            todo = scheduler.tell(assign.function(), List.of(new FunctionEffect.GiveBack(assign.id())));
        }
        loop.carryOut(todo);
    }

    private void specialise(FunctionCell cell, FunctionEffect.Specialise order) {
        RunnerId id = order.runner();
        LiveRunner runner = fleet.find(id);
        RunnerLink link = runner == null ? null : runner.link();
        if (runner == null || link == null) {
            cell.tell((pool, now, out) -> pool.runners().ended(id, NO_TRACE, now, out));
            return;
        }
        specialising.begin(cell, runner, link, order);
    }

    /** Hears of runners on the threads of links, processes and the timer. */
    private final class Observer implements Fleet.Watcher {

        @Override
        public void ready(LiveRunner runner) {
            fire(new PoolEvent.RunnerReady(
                    runner.kind().runtime(), runner.id(), Duration.ofNanos(now() - runner.since())));
            loop.carryOut(scheduler.ready(runner.id()));
        }

        @Override
        public void linkClosed(LiveRunner runner, String protocolFault) {
            scheduler.broken(runner.id());
            FunctionCell cell = runner.owner();
            if (cell == null) {
                fleet.reap(runner.id());
            } else {
                cell.tell((pool, now, out) -> pool.runners().linkClosed(runner.id(), protocolFault, now, out));
            }
        }

        @Override
        public void ended(LiveRunner runner, RunnerExit exit) {
            String why = exit.code() == NO_TRACE.code() && !exit.lastWords().isEmpty()
                    ? exit.lastWords()
                    : exit.description() + (exit.lastWords().isBlank() ? "" : ": " + exit.lastWords());
            SchedulerCell.Ended ended = scheduler.ended(runner.id(), why);
            if (ended.wasGeneric()) {
                fire(new PoolEvent.RunnerLost(runner.kind().runtime(), runner.id(), why));
            }
            FunctionCell cell = runner.owner();
            if (cell != null) {
                cell.tell((pool, now, out) -> pool.runners().ended(runner.id(), exit, now, out));
            }
            loop.carryOut(ended.todo());
        }
    }

    /** Under the cell's lock. */
    LiveSlot slot(FunctionCell cell, Instance instance, Priority priority, SlotWaiter holder) {
        LiveRunner runner = notNull(fleet.find(instance.id()));
        LiveSlot slot = new LiveSlot(
                cell, instance, priority, holder, runner, notNull(runner.link()), cell.claims.of(instance.shard()));
        if (priority == Priority.BACKGROUND) {
            cell.lastInBackground = slot;
        }
        return slot;
    }

    private void fire(PoolEvent event) {
        try {
            parts.events().accept(event);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A listener of pool events failed.", e);
        }
    }

    static Outcome shuttingDown() {
        return new Outcome.Rejected(RejectReason.SHUTTING_DOWN, "the gateway is shutting down", Duration.ofSeconds(5));
    }

    private static <T> T notNull(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the pools' state contradicts itself");
        }
        return value;
    }
}
