package dev.sluice.runners.pool;

import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own time; one daemon thread sees to it that tasks run in time. */
public final class SystemTime implements Timers, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SystemTime.class.getName());

    private final ScheduledThreadPoolExecutor executor;
    private final Executor tasks;

    /** Tasks run on that thread, one after the other. */
    public SystemTime(String threadName) {
        this(threadName, Runnable::run);
    }

    /** That thread only hands tasks to {@code tasks}, so that one which takes long makes no other late. */
    public SystemTime(String threadName, Executor tasks) {
        this.tasks = tasks;
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(threadName).factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Alarm at(long nanos, Runnable task) {
        if (executor.isShutdown()) {
            return () -> {};
        }
        ScheduledFuture<?> future =
                executor.schedule(() -> begin(task), Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private void begin(Runnable task) {
        try {
            tasks.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.ERROR, "A timed task could not be begun.", e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.log(Level.ERROR, "A timed task failed.", e);
        }
    }

    /** Tasks that wait never run. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
