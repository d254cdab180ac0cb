package dev.sluice.runners.pool;

import dev.sluice.core.pool.FunctionPool;
import dev.sluice.core.pool.PoolName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The cells of all pools of functions, and which of them have something going on. Thread-safe. */
final class FunctionCells {

    private final Map<PoolName, FunctionCell> byName = new ConcurrentHashMap<>();
    private final Map<PoolName, FunctionCell> active = new ConcurrentHashMap<>();
    private final Function<PoolName, FunctionCell> make;

    FunctionCells(Function<PoolName, FunctionCell> make) {
        this.make = make;
    }

    Optional<FunctionCell> find(PoolName pool) {
        return Optional.ofNullable(byName.get(pool));
    }

    /** Does something under the lock of the pool's cell, which is made if need be. */
    FunctionCell locked(PoolName pool, Consumer<FunctionCell> what) {
        while (true) {
            FunctionCell cell = byName.computeIfAbsent(pool, make);
            // It may have left the table before it was locked.
            synchronized (cell) {
                if (!cell.gone) {
                    what.accept(cell);
                    return cell;
                }
            }
        }
    }

    /** Under the cell's lock: it has a pool from now on. */
    void fill(FunctionCell cell, FunctionPool pool) {
        cell.fill(pool);
        active.put(cell.name, cell);
    }

    /** Under the cell's lock: its pool is forgotten, and the cell as well if it serves no version. */
    void vacated(FunctionCell cell) {
        active.remove(cell.name, cell);
        dropIfVacant(cell);
    }

    /** Under the cell's lock. */
    void dropIfVacant(FunctionCell cell) {
        if (cell.live == null && cell.machine() == null && cell.backlog == 0 && !cell.gone) {
            cell.gone = true;
            byName.remove(cell.name, cell);
        }
    }

    /** Those with instances, queues or trouble; changes while it is looked at. */
    Collection<FunctionCell> active() {
        return active.values();
    }

    /** The function whose idle instance has been idle longest, if that is since {@code latest} or before. */
    Optional<FunctionCell> longestIdle(long latest) {
        FunctionCell longest = null;
        long since = Long.MAX_VALUE;
        for (FunctionCell cell : active()) {
            long idle;
            synchronized (cell) {
                FunctionPool pool = cell.machine();
                idle = pool == null ? Long.MAX_VALUE : pool.idleSince().orElse(Long.MAX_VALUE);
            }
            if (idle < since) {
                since = idle;
                longest = cell;
            }
        }
        return longest != null && since <= latest ? Optional.of(longest) : Optional.empty();
    }
}
