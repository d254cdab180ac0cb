package dev.sluice.runners.pool;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.pool.FunctionEffect;
import dev.sluice.core.pool.PoolName;
import dev.sluice.core.pool.RunnerKind;
import dev.sluice.core.pool.RunnerScheduler;
import dev.sluice.core.pool.SchedulerEffect;
import dev.sluice.core.runner.RunnerId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The cell of the {@link RunnerScheduler}, which is locked on cold paths only, and may be locked while a function's cell is,
 * never the other way round. What it decides is given back, to be carried out when no cell is locked.
 */
final class SchedulerCell extends Cell<RunnerScheduler, SchedulerEffect> {

    private final RunnerScheduler runners;
    private final Consumer<SchedulerEffect> carryOut;

    SchedulerCell(Loop loop, RunnerScheduler runners, Consumer<SchedulerEffect> carryOut) {
        super(loop);
        this.runners = runners;
        this.carryOut = carryOut;
        occupy(runners);
    }

    /** {@code wasGeneric}: it belonged to no function, and nobody had asked for its end. */
    record Ended(boolean wasGeneric, List<Runnable> todo) {}

    /** Starts what is to be kept warm. */
    void begin() {
        tell(StateMachine::tick);
    }

    List<Runnable> live(RunnerKind kind, int change) {
        return planned((scheduler, now) -> scheduler.live(kind, change));
    }

    List<Runnable> tell(PoolName pool, List<FunctionEffect.ForScheduler> news) {
        return planned((scheduler, now) -> {
            for (FunctionEffect.ForScheduler effect : news) {
                switch (effect) {
                    case FunctionEffect.Want want -> scheduler.want(pool, want);
                    case FunctionEffect.Accept accept -> scheduler.accepted(accept.runner());
                    case FunctionEffect.GiveBack back -> scheduler.givenBack(back.runner(), now);
                }
            }
        });
    }

    List<Runnable> ready(RunnerId id) {
        return planned((scheduler, now) -> scheduler.ready(id, now));
    }

    /** Its connection is gone: nobody is to get it any more. */
    synchronized void broken(RunnerId id) {
        runners.broken(id);
    }

    Ended ended(RunnerId id, String why) {
        boolean[] generic = new boolean[1];
        List<Runnable> todo = planned((scheduler, now) -> generic[0] = scheduler.ended(id, why, now));
        return new Ended(generic[0], todo);
    }

    void shutDown() {
        tell((scheduler, now, out) -> scheduler.shutDown(out));
    }

    synchronized List<RunnerScheduler.Standing> standings() {
        return runners.standings();
    }

    private List<Runnable> planned(ObjLongConsumer<RunnerScheduler> change) {
        return changed((scheduler, now, out) -> {
            change.accept(scheduler, now);
            scheduler.tick(now, out);
        });
    }

    @Override
    protected List<Runnable> prepare(List<SchedulerEffect> decided) {
        List<Runnable> todo = new ArrayList<>(decided.size());
        decided.forEach(effect -> todo.add(() -> carryOut.accept(effect)));
        return todo;
    }
}
