package dev.sluice.testkit.time;

import dev.sluice.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/**
 * Time that passes only in {@link #pass}: tasks run there, in the order of their time, on the caller's thread. Also an
 * executor, whose tasks run at the present instant. For one thread at a time.
 */
public final class VirtualTime implements Timers, Executor {

    private static final int MOST_TASKS_AT_ONCE = 1_000_000;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long now;
    private long order;

    private record Task(long at, long order, Runnable what) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public Alarm at(long nanos, Runnable task) {
        Task entry = new Task(Math.max(now, nanos), order++, task);
        tasks.add(entry);
        return () -> tasks.remove(entry);
    }

    public Alarm after(Duration delay, Runnable task) {
        return at(now + delay.toNanos(), task);
    }

    @Override
    public void execute(Runnable task) {
        at(now, task);
    }

    /** Runs what is due at the present instant. */
    public void settle() {
        pass(Duration.ZERO);
    }

    /** Lets time pass, and runs all that is due on the way. */
    public void pass(Duration time) {
        long until = now + time.toNanos();
        int run = 0;
        for (Task next = tasks.peek(); next != null && next.at() <= until; next = tasks.peek()) {
            tasks.remove();
            now = next.at();
            next.what().run();
            if (++run > MOST_TASKS_AT_ONCE) {
                throw new IllegalStateException("something goes round in circles at " + now + " ns: " + next.what());
            }
        }
        now = until;
    }
}
