package dev.sluice.core.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;

/**
 * Runs tasks one at a time, in the order in which they were handed over, without a thread of its own and without a lock.
 * The thread that hands over a task while none runs begins to run what is there; any other leaves its task to that one and
 * goes on. A task may hand over further tasks; they run after it.
 *
 * <p>Each task sees what the ones before it wrote. A task must not throw: after one that does, none runs any more. The
 * queue has no bound of its own, so callers hand over only what something else bounds. Thread-safe.
 */
@NullMarked
public final class Serial implements Executor {

    private static final Executor CALLER = Runnable::run;

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** How many tasks were handed over since the running thread looked last; more than 0 while a thread runs tasks. */
    private final AtomicInteger pending;

    private Serial(Executor threads, int pending) {
        this.threads = threads;
        this.pending = new AtomicInteger(pending);
    }

    /** Runs tasks on the threads that hand them over; they must not block. */
    public static Serial direct() {
        return new Serial(CALLER, 0);
    }

    /** Runs tasks on {@code threads}, which must not refuse: many of these share a few threads. */
    public static Serial on(Executor threads) {
        return new Serial(threads, 0);
    }

    /** Keeps tasks until {@link #start}, and is direct from then on. */
    public static Serial waiting() {
        return new Serial(CALLER, 1);
    }

    /** Runs what was kept; to be called once, and only for one that waits. */
    public void start() {
        drain();
    }

    /** Runs {@code task}, now or as soon as those before it have run. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    /** Runs {@code task} on this thread if no other one runs or waits; otherwise returns false and does nothing with it. */
    public boolean runIfIdle(Runnable task) {
        if (!pending.compareAndSet(0, 1)) {
            return false;
        }
        task.run();
        drain();
        return true;
    }

    /** Only for the thread that has made {@link #pending} more than 0. */
    private void drain() {
        int seen = pending.get();
        while (seen != 0) {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
            seen = pending.addAndGet(-seen);
        }
    }
}
