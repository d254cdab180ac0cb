package dev.sluice.runners.pool;

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
import dev.sluice.core.pool.PoolName;
import dev.sluice.core.pool.SlotTicket;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.pool.Slots;
import dev.sluice.core.pool.Waiting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cell of one pool of a function, and where its calls get their slots. A function that rests has no pool: it is made when it is
 * first needed, and dropped when nothing would be lost. A warm call takes the cell's lock twice and touches nothing that
 * functions share. All is guarded by the cell.
 */
final class FunctionCell extends Cell<FunctionPool, FunctionEffect> implements Slots {

    private static final SlotTicket TOLD_ALREADY = () -> {};

    final PoolName name;
    private final PoolLoop pools;

    /** The version that it serves. */
    @Nullable
    FunctionVersion live;

    /** The slot that a background call was given last, while it has it. */
    @Nullable
    LiveSlot lastInBackground;

    /** Calls that entry points have announced. */
    int backlog;

    /** It was taken out of the table: whoever finds it must look again. It has no live version any more. */
    boolean gone;

    /** Those of its shards that are owned here, or asked for. */
    final CellClaims claims;

    FunctionCell(PoolName name, PoolLoop pools, Loop loop, ShardLeases leases) {
        super(loop);
        this.claims = new CellClaims(this, leases);
        this.name = name;
        this.pools = pools;
    }

    void fill(FunctionPool pool) {
        occupy(pool);
    }

    /** The slot that a background call has on an instance with one slot. */
    Optional<LiveSlot> inBackground(Instance instance) {
        return Optional.ofNullable(lastInBackground).filter(slot -> slot.instance() == instance);
    }

    @Override
    public SlotTicket acquire(Terms terms, SlotWaiter waiter) {
        LiveSlot slot;
        synchronized (this) {
            slot = pools.isClosing() ? null : take(terms.priority(), waiter);
        }
        if (slot != null) {
            waiter.granted(slot, Timings.NONE);
            return TOLD_ALREADY;
        }
        return await(terms, waiter);
    }

    private @Nullable LiveSlot take(Priority priority, SlotWaiter waiter) {
        FunctionPool pool = machine();
        Instance instance = pool == null ? null : pool.tryAcquire(priority, waiter.key());
        if (pool == null || instance == null) {
            return null;
        }
        if (pool.learns()) {
            pool.served(now());
        }
        return pools.slot(this, instance, priority, waiter);
    }

    private SlotTicket await(Terms terms, SlotWaiter waiter) {
        Priority priority = terms.priority();
        Waiting[] place = new Waiting[1];
        List<Runnable> todo;
        synchronized (this) {
            LiveSlot slot = pools.isClosing() || live == null ? null : take(priority, waiter);
            if (slot != null) {
                todo = List.of(() -> waiter.granted(slot, Timings.NONE));
            } else if (pools.isClosing() || live == null) {
                Outcome why = pools.isClosing() ? PoolLoop.shuttingDown() : new Outcome.NoSuchFunction();
                todo = List.of(() -> waiter.refused(why, Timings.NONE));
            } else {
                todo = pools.act(
                        this,
                        null,
                        (pool, now, out) -> place[0] = pool.await(waiter, priority, terms.rank(), now, out));
            }
        }
        pools.carryOut(todo);
        Waiting waiting = place[0];
        return waiting == null ? TOLD_ALREADY : () -> tell((pool, now, out) -> pool.abandon(waiting, now, out));
    }

    /** The caller of the call that holds the slot has gone. */
    synchronized void abandoned(LiveSlot slot) {
        FunctionPool pool = machine();
        if (pool != null && !slot.released && !slot.abandoned) {
            slot.abandoned = true;
            pool.abandoned(slot.instance());
        }
    }

    void release(LiveSlot slot, Outcome outcome) {
        List<Runnable> todo;
        synchronized (this) {
            if (slot.released) {
                throw new IllegalStateException("a slot on " + slot.instance().id() + " was released twice");
            }
            slot.released = true;
            if (lastInBackground == slot) {
                lastInBackground = null;
            }
            FunctionPool pool = machine();
            if (pool != null && slot.abandoned) {
                pool.abandonedEnds(slot.instance());
            }
            // Without a look at the rest of the pool where a slot comes back and nobody waits.
            todo = pool != null && pool.release(slot.instance(), slot.priority(), outcome, now(), effects())
                    ? conclude(pool)
                    : List.of();
        }
        pools.carryOut(todo);
    }

    @Override
    protected List<Runnable> prepare(List<FunctionEffect> decided) {
        return pools.prepare(this, decided);
    }

    @Override
    protected void emptied() {
        pools.cells().vacated(this);
    }
}
