package dev.sluice.benchmarks.traffic;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.PoolRules;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One function with the pool of a gateway, in virtual time: the pool decides as ever, runners start and end at once and calls take no
 * time, so that all the life of an instance is idle time.
 */
final class PlayedFunction extends Cell<FunctionPool, FunctionEffect> implements SlotWaiter {

    private static final RunnerExit ENDED = new RunnerExit(0, false, "");

    private final FunctionVersion version;
    private final PoolRules rules;
    private final Loop loop;
    private final Map<RunnerId, Long> alive = new HashMap<>();
    private @Nullable Instance granted;
    private int runners;
    private long calls;
    private long cold;
    private long idleNanos;

    PlayedFunction(FunctionVersion version, PoolRules rules, VirtualTime time) {
        this(version, rules, new Loop(time));
    }

    private PlayedFunction(FunctionVersion version, PoolRules rules, Loop loop) {
        super(loop);
        this.version = version;
        this.rules = rules;
        this.loop = loop;
    }

    /** A call comes, and is answered at once if an instance is there or can be had. */
    synchronized void call() {
        FunctionPool pool = machine();
        if (pool == null) {
            pool = FunctionPool.of(version, rules);
            occupy(pool);
        }
        calls++;
        Instance instance = pool.tryAcquire(Priority.INTERACTIVE, SlotWaiter.NO_KEY);
        if (instance == null) {
            cold++;
            tell((waiting, now, out) -> waiting.await(this, Priority.INTERACTIVE, Terms.USUAL_RANK, now, out));
            instance = taken();
        } else {
            pool.served(now());
        }
        if (pool.release(instance, Priority.INTERACTIVE, new Outcome.Succeeded(200), now(), effects())) {
            loop.carryOut(conclude(pool));
        }
    }

    private Instance taken() {
        Instance instance = granted;
        if (instance == null) {
            throw new IllegalStateException("a call waits although runners start at once");
        }
        granted = null;
        return instance;
    }

    long calls() {
        return calls;
    }

    /** Calls that found no instance. */
    long cold() {
        return cold;
    }

    /** How long instances were there, up to now. */
    Duration idle() {
        long now = now();
        return Duration.ofNanos(idleNanos
                + alive.values().stream().mapToLong(since -> now - since).sum());
    }

    @Override
    protected List<Runnable> prepare(List<FunctionEffect> decided) {
        List<Runnable> todo = new ArrayList<>();
        for (FunctionEffect effect : decided) {
            switch (effect) {
                case FunctionEffect.Grant grant -> granted = grant.instance();
                case FunctionEffect.Want want -> {
                    if (want.total() > 0) {
                        RunnerId id = new RunnerId("r" + ++runners);
                        todo.add(() -> tell((pool, now, out) -> pool.runners().assigned(id, want.kind(), now, out)));
                    }
                }
                case FunctionEffect.Specialise order -> {
                    alive.put(order.runner(), now());
                    todo.add(() -> tell((pool, now, out) ->
                            pool.runners().specialised(order.runner(), "", Duration.ZERO, now, out)));
                }
                case FunctionEffect.Drain drain -> {
                    Long since = alive.remove(drain.runner());
                    idleNanos += since == null ? 0 : now() - since;
                    todo.add(() -> tell((pool, now, out) -> pool.runners().ended(drain.runner(), ENDED, now, out)));
                }
                case FunctionEffect.Refuse refuse ->
                    throw new IllegalStateException("a call was refused: " + refuse.why());
                case FunctionEffect.Kill _,
                        FunctionEffect.Reap _,
                        FunctionEffect.Preempt _,
                        FunctionEffect.TellDraining _,
                        FunctionEffect.Own _,
                        FunctionEffect.Disown _,
                        FunctionEffect.EndTrial _,
                        FunctionEffect.Tell _,
                        FunctionEffect.Accept _,
                        FunctionEffect.GiveBack _ -> {}
            }
        }
        return todo;
    }

    @Override
    public void granted(Slot slot, Timings waited) {
        throw new IllegalStateException("slots are played");
    }

    @Override
    public void refused(Outcome why, Timings waited) {
        throw new IllegalStateException("a call was refused: " + why);
    }
}
