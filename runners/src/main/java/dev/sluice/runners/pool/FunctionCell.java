package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.FunctionPool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cell of one function's pool. A function that rests has none: it is made when it is first needed, and dropped when
 * nothing would be lost. All is guarded by the cell.
 */
final class FunctionCell extends Cell<FunctionPool, FunctionEffect> {

    final FunctionName function;
    private final PoolLoop pools;

    @Nullable
    FunctionVersion live;

    /** Calls that entry points have announced. */
    int backlog;

    /** It was taken out of the table: whoever finds it must look again. */
    boolean gone;

    FunctionCell(FunctionName function, PoolLoop pools, Loop loop) {
        super(loop);
        this.function = function;
        this.pools = pools;
    }

    void fill(FunctionPool pool) {
        occupy(pool);
    }

    /** As {@link #changed}, without a look at the rest of the pool where a slot comes back and nobody waits. */
    List<Runnable> released(LiveSlot slot, Outcome outcome) {
        FunctionPool pool = machine();
        return pool != null && pool.release(slot.instance(), slot.priority(), outcome, now(), effects())
                ? conclude(pool)
                : List.of();
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
