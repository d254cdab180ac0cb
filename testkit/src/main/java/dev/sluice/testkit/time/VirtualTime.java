package dev.sluice.testkit.time;

import dev.sluice.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/**
 * Time that passes only in {@link #pass}: tasks run there, in the order of their time, on the caller's thread. Also an
 * executor, whose tasks run at the present instant. Any thread may set tasks; only one at a time lets time pass.
 */
public final class VirtualTime implements Timers, Executor {

    private static final int MOST_TASKS_AT_ONCE = 1_000_000;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private Runnable afterEach = () -> {};
    private long now;
    private long order;

    private record Task(long at, long order, Runnable what) {}

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos());
    }

    @Override
    public synchronized Alarm at(long nanos, Runnable task) {
        Task entry = new Task(Math.max(now, nanos), order++, task);
        tasks.add(entry);
        return () -> forget(entry);
    }

    private synchronized void forget(Task entry) {
        tasks.remove(entry);
    }

    public Alarm after(Duration delay, Runnable task) {
        return at(nanos() + delay.toNanos(), task);
    }

    @Override
    public void execute(Runnable task) {
        at(nanos(), task);
    }

    /** From now on {@code check} runs after every task; what it throws comes out of {@link #pass}. */
    public void afterEach(Runnable check) {
        afterEach = check;
    }

    /** Runs what is due at the present instant. */
    public void settle() {
        pass(Duration.ZERO);
    }

    /** Lets time pass, and runs all that is due on the way. */
    public void pass(Duration time) {
        long until = nanos() + time.toNanos();
        int run = 0;
        for (Optional<Task> next = dueBy(until); next.isPresent(); next = dueBy(until)) {
            next.get().what().run();
            afterEach.run();
            if (++run > MOST_TASKS_AT_ONCE) {
                throw new IllegalStateException("something goes round in circles at " + nanos() + " ns: "
                        + next.get().what());
            }
        }
    }

    /** The next task, whose time it is then; if there is none, it is {@code until}. */
    private synchronized Optional<Task> dueBy(long until) {
        Task next = tasks.peek();
        if (next == null || next.at() > until) {
            now = until;
            return Optional.empty();
        }
        tasks.remove();
        now = next.at();
        return Optional.of(next);
    }
}
