package dev.sluice.runners.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;
import java.util.Optional;

/** One call's leave to run on one instance. */
final class LiveSlot implements Slot {

    private final Instance instance;
    private final LiveRunner runner;
    private final RunnerLink link;
    private final Priority priority;
    private final SlotWaiter holder;
    private final FunctionCell cell;

    /** By which the instance owns its shard; empty if it needs none. */
    private final Optional<ShardLeases.Claim> claim;

    /** Both are guarded by the cell. */
    boolean released;

    boolean abandoned;

    LiveSlot(
            FunctionCell cell,
            Instance instance,
            Priority priority,
            SlotWaiter holder,
            LiveRunner runner,
            RunnerLink link,
            Optional<ShardLeases.Claim> claim) {
        this.claim = claim;
        this.cell = cell;
        this.instance = instance;
        this.runner = runner;
        this.link = link;
        this.priority = priority;
        this.holder = holder;
    }

    Instance instance() {
        return instance;
    }

    Priority priority() {
        return priority;
    }

    /** Who was granted it. */
    SlotWaiter holder() {
        return holder;
    }

    @Override
    public FunctionVersion version() {
        return instance.version();
    }

    @Override
    public Optional<Shard> shard() {
        return instance.shard();
    }

    @Override
    public boolean owns() {
        return claim.isEmpty() || claim.get().stands();
    }

    @Override
    public RunnerLink link() {
        return link;
    }

    @Override
    public RunnerProcess process() {
        return runner;
    }

    @Override
    public void abandoned() {
        cell.abandoned(this);
    }

    @Override
    public void release(Outcome outcome) {
        cell.release(this, outcome);
    }
}
