package dev.sluice.gateway.pool;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Instance;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerProcess;

/** One call's leave to run on one instance. */
final class LiveSlot implements Slot {

    private final LivePools pools;
    private final Instance instance;
    private final LiveRunner runner;
    private final RunnerLink link;
    final Seat seat;

    /** Guarded by the seat. */
    boolean released;

    LiveSlot(LivePools pools, Seat seat, Instance instance, LiveRunner runner, RunnerLink link) {
        this.pools = pools;
        this.seat = seat;
        this.instance = instance;
        this.runner = runner;
        this.link = link;
    }

    Instance instance() {
        return instance;
    }

    @Override
    public FunctionVersion version() {
        return instance.version();
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
    public void release(Outcome outcome) {
        pools.release(this, outcome);
    }
}
