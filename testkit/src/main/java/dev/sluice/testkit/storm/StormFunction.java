package dev.sluice.testkit.storm;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands behind the chain in one call: it does what its {@link StormCall} says, and looks whether rules are kept. */
final class StormFunction implements Invoker {

    private final StormCall plan;
    private final Executor threads;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<StormTask> tasks = new CopyOnWriteArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    StormFunction(StormCall plan, Executor threads) {
        this.plan = plan;
        this.threads = threads;
    }

    Queue<String> faults() {
        return faults;
    }

    /** Whether nothing of it is under way any more. */
    boolean isQuiet() {
        return tasks.stream().allMatch(StormTask::isOver);
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        int turn = calls.getAndIncrement();
        StormTry next = plan.tries().get(Math.min(turn, plan.tries().size() - 1));
        StormTask task = new StormTask(plan, next, listener, new Lane(threads), faults);
        tasks.add(task);
        task.begin(invocation.body());
        return task;
    }

    @Override
    public String toString() {
        return "function called " + calls + " times: " + tasks;
    }
}
