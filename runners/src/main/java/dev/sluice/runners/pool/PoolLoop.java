package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.MachineEffect;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.pool.PoolRules;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way between the pools and the world: tells a function's {@link FunctionPool} what happened, under the lock of that
 * function alone, and carries out what it decides after the lock is released.
 */
final class PoolLoop {

    private static final System.Logger LOG = System.getLogger(PoolLoop.class.getName());
    private static final RunnerExit NO_TRACE = new RunnerExit(127, false, "");

    private final PoolParts parts;
    private final PoolRules rules;
    private final Seats seats;
    private final MachineRoom machine;
    private final Fleet fleet;
    private final WorkFolders workFolders;
    private volatile boolean closing;

    PoolLoop(PoolParts parts, Seats seats, WorkFolders workFolders, Preparations preparations) {
        this.parts = parts;
        this.seats = seats;
        this.workFolders = workFolders;
        this.rules = new PoolRules(parts.settings().pool(), parts.keepAlive(), new Random());
        this.fleet = new Fleet(parts, workFolders, preparations, new Observer());
        this.machine = new MachineRoom(parts, this::carryOut);
    }

    Fleet fleet() {
        return fleet;
    }

    MachineRoom machine() {
        return machine;
    }

    /** Pools that are made from now on take no calls. */
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    long now() {
        return parts.time().nanos();
    }

    void tell(Seat seat, BiConsumer<FunctionPool, Consumer<FunctionEffect>> what) {
        List<Runnable> todo;
        synchronized (seat) {
            todo = seat.pool == null ? List.of() : act(seat, null, what);
        }
        todo.forEach(Runnable::run);
    }

    /**
     * Under the seat's lock: what is to be done after it is released. {@code version} is what to make the function's pool
     * of if it has none.
     */
    List<Runnable> act(
            Seat seat, @Nullable FunctionVersion version, BiConsumer<FunctionPool, Consumer<FunctionEffect>> what) {
        FunctionPool pool = seat.pool;
        if (pool == null) {
            pool = newPool(seat, version);
        }
        what.accept(pool, seat.effects::add);
        return conclude(seat, pool);
    }

    private List<Runnable> conclude(Seat seat, FunctionPool pool) {
        List<Runnable> todo = seat.effects.isEmpty() ? List.of() : prepare(seat, seat.effects);
        seat.effects.clear();
        seat.wake(pool.nextTick(), parts.time(), () -> tell(seat, (p, out) -> p.tick(now(), out)));
        if (pool.isEmpty()) {
            seats.vacate(seat);
        }
        return todo;
    }

    private FunctionPool newPool(Seat seat, @Nullable FunctionVersion version) {
        FunctionVersion live = seat.live;
        if (live == null && version == null) {
            throw new IllegalStateException(seat.function + " has no version to make a pool of");
        }
        FunctionPool pool =
                live != null ? FunctionPool.of(live, rules) : FunctionPool.forTrialOf(notNull(version), rules);
        if (closing) {
            pool.shutDown(now(), effect -> {});
        }
        seats.occupy(seat, pool);
        return pool;
    }

    private List<Runnable> prepare(Seat seat, List<FunctionEffect> effects) {
        List<Runnable> todo = new ArrayList<>(effects.size());
        List<FunctionEffect.ForMachine> forMachine = new ArrayList<>(2);
        for (FunctionEffect effect : effects) {
            switch (effect) {
                case FunctionEffect.Grant grant -> {
                    LiveSlot slot = slot(seat, grant.instance());
                    todo.add(() -> grant.waiter().granted(slot, grant.waited()));
                }
                case FunctionEffect.Refuse refuse ->
                    todo.add(() -> refuse.waiter().refused(refuse.why(), refuse.waited()));
                case FunctionEffect.Specialise order ->
                    todo.add(() -> specialise(seat, order.runner(), order.version()));
                case FunctionEffect.TellDraining notice -> todo.add(() -> fleet.tellDraining(notice.runner()));
                case FunctionEffect.Drain drain -> todo.add(() -> fleet.drain(drain.runner()));
                case FunctionEffect.Kill kill -> todo.add(() -> fleet.kill(kill.runner()));
                case FunctionEffect.Reap reap -> todo.add(() -> fleet.reap(reap.runner()));
                case FunctionEffect.EndTrial end -> todo.add(() -> end.waiter().ended(end.result()));
                case FunctionEffect.Tell tell -> todo.add(() -> fire(tell.event()));
                case FunctionEffect.Accept accept -> {
                    LiveRunner runner = fleet.find(accept.runner());
                    if (runner != null) {
                        runner.ownedBy(seat);
                    }
                    forMachine.add(accept);
                }
                case FunctionEffect.ForMachine other -> forMachine.add(other);
            }
        }
        if (!forMachine.isEmpty()) {
            todo.addAll(machine.tell(seat.function, forMachine));
        }
        return todo;
    }

    private void carryOut(MachineEffect effect) {
        switch (effect) {
            case MachineEffect.StartRunner start -> fleet.start(start.id(), start.kind(), start.awaited());
            case MachineEffect.StopRunner stop -> fleet.kill(stop.id());
            case MachineEffect.Assign assign -> assign(assign);
            case MachineEffect.NoRunner none ->
                seats.find(none.function())
                        .ifPresent(seat ->
                                tell(seat, (pool, out) -> pool.noRunner(none.kind(), none.detail(), now(), out)));
            case MachineEffect.EvictIdle evict ->
                seats.longestIdle(now() - evict.idleNanos())
                        .ifPresent(seat -> tell(seat, (pool, out) -> pool.evict(now(), out)));
        }
    }

    private void assign(MachineEffect.Assign assign) {
        Optional<Seat> found = seats.find(assign.function());
        List<Runnable> todo = List.of();
        boolean taken = false;
        if (found.isPresent()) {
            Seat seat = found.get();
            synchronized (seat) {
                if (seat.pool != null) {
                    taken = true;
                    todo = act(seat, null, (pool, out) -> pool.assigned(assign.id(), assign.kind(), now(), out));
                }
            }
        }
        if (!taken) {
            todo = machine.tell(assign.function(), List.of(new FunctionEffect.GiveBack(assign.id())));
        }
        todo.forEach(Runnable::run);
    }

    private void specialise(Seat seat, RunnerId id, FunctionVersion version) {
        LiveRunner runner = fleet.find(id);
        RunnerLink link = runner == null ? null : runner.link();
        if (runner == null || link == null) {
            tell(seat, (pool, out) -> pool.ended(id, NO_TRACE, now(), out));
            return;
        }
        runner.output((source, line) -> parts.logs()
                .accept(new LogLine(
                        version.function().value(),
                        version.number(),
                        id,
                        "",
                        source,
                        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                        line)));
        parts.background().execute(() -> {
            Frame.Specialise order;
            try {
                order = parts.orders().order(version, id, workFolders.code(id));
            } catch (RuntimeException e) {
                FunctionError error = FunctionError.of(String.valueOf(e.getMessage()));
                answer(seat, id, new Frame.SpecialiseFailed("bad_artifact", error, ""), 0);
                return;
            }
            long sent = now();
            link.specialise(order).whenComplete((frame, failure) -> {
                if (frame != null) {
                    answer(seat, id, frame, now() - sent);
                } else {
                    tell(seat, (pool, out) -> pool.linkClosed(id, "", now(), out));
                    runner.exited().thenAccept(exit -> tell(seat, (pool, out) -> pool.ended(id, exit, now(), out)));
                }
            });
        });
    }

    private void answer(Seat seat, RunnerId id, Frame frame, long tookNanos) {
        switch (frame) {
            case Frame.Specialised yes ->
                tell(
                        seat,
                        (pool, out) ->
                                pool.specialised(id, yes.description(), Duration.ofNanos(tookNanos), now(), out));
            case Frame.SpecialiseFailed no -> tell(seat, (pool, out) -> pool.specialiseFailed(id, no, now(), out));
            default -> throw new IllegalStateException("a link answered a specialise order with " + frame);
        }
    }

    /** Hears of runners on the threads of links, processes and the timer. */
    private final class Observer implements Fleet.Watcher {

        @Override
        public void ready(LiveRunner runner) {
            fire(new PoolEvent.RunnerReady(
                    runner.kind().runtime(), runner.id(), Duration.ofNanos(now() - runner.since())));
            machine.ready(runner.id()).forEach(Runnable::run);
        }

        @Override
        public void linkClosed(LiveRunner runner, String protocolFault) {
            machine.broken(runner.id());
            Seat seat = runner.owner();
            if (seat == null) {
                fleet.reap(runner.id());
            } else {
                tell(seat, (pool, out) -> pool.linkClosed(runner.id(), protocolFault, now(), out));
            }
        }

        @Override
        public void ended(LiveRunner runner, RunnerExit exit) {
            String why = exit.code() == NO_TRACE.code() && !exit.lastWords().isEmpty()
                    ? exit.lastWords()
                    : exit.description() + (exit.lastWords().isBlank() ? "" : ": " + exit.lastWords());
            MachineRoom.Ended ended = machine.ended(runner.id(), why);
            if (ended.wasGeneric()) {
                fire(new PoolEvent.RunnerLost(runner.kind().runtime(), runner.id(), why));
            }
            Seat seat = runner.owner();
            if (seat != null) {
                tell(seat, (pool, out) -> pool.ended(runner.id(), exit, now(), out));
            }
            ended.todo().forEach(Runnable::run);
        }
    }

    LiveSlot slot(Seat seat, Instance instance) {
        LiveRunner runner = notNull(fleet.find(instance.id()));
        return new LiveSlot(this, seat, instance, runner, notNull(runner.link()));
    }

    private void fire(PoolEvent event) {
        try {
            parts.events().accept(event);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A listener of pool events failed.", e);
        }
    }

    void abandoned(LiveSlot slot) {
        synchronized (slot.seat) {
            FunctionPool pool = slot.seat.pool;
            if (pool != null && !slot.released && !slot.abandoned) {
                slot.abandoned = true;
                pool.abandoned(slot.instance());
            }
        }
    }

    void release(LiveSlot slot, Outcome outcome) {
        Seat seat = slot.seat;
        List<Runnable> todo = List.of();
        synchronized (seat) {
            if (slot.released) {
                throw new IllegalStateException("a slot on " + slot.instance().id() + " was released twice");
            }
            slot.released = true;
            FunctionPool pool = seat.pool;
            if (pool != null && slot.abandoned) {
                pool.abandonedEnds(slot.instance());
            }
            if (pool != null && pool.release(slot.instance(), outcome, now(), seat.effects::add)) {
                todo = conclude(seat, pool);
            }
        }
        todo.forEach(Runnable::run);
    }

    private static <T> T notNull(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the pools' state contradicts itself");
        }
        return value;
    }
}
