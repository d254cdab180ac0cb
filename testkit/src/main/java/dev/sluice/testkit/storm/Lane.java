package dev.sluice.testkit.storm;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs its tasks one after the other, as an event loop does, on the threads of an executor. */
final class Lane implements Executor {

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Lane(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::work);
        }
    }

    /** The same after {@code turns} of what else there is to do. */
    void later(int turns, Runnable task) {
        execute(turns == 0 ? task : () -> later(turns - 1, task));
    }

    private void work() {
        int seen = waiting.get();
        while (seen != 0) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            seen = waiting.addAndGet(-seen);
        }
    }
}
