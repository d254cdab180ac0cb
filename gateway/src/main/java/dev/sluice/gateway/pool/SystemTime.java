package dev.sluice.gateway.pool;

import dev.sluice.core.time.Timers;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own time; tasks run on one daemon thread. */
public final class SystemTime implements Timers, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SystemTime.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    public SystemTime(String threadName) {
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
                executor.schedule(() -> run(task), Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A timed task of the pools failed.", e);
        }
    }

    /** Tasks that wait never run. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
