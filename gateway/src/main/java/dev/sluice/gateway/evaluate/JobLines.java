package dev.sluice.gateway.evaluate;

import dev.sluice.core.function.FunctionName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line of waiting jobs for each function. Lines take turns, and none has more than its share under way, so that a function
 * whose jobs take long holds up nobody else. Thread-safe.
 */
final class JobLines {

    private final int share;
    private final int longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition closing = lock.newCondition();

    /** All below are guarded by the lock. Functions without jobs have no line. */
    private final Map<FunctionName, Line> lines = new HashMap<>();

    /** Lines that have a job waiting, the next one first. */
    private final Deque<Line> turns = new ArrayDeque<>();

    private int waiting;
    private int takers;
    private boolean closed;

    private static final class Line {
        private final FunctionName function;
        private final Deque<Job> jobs = new ArrayDeque<>();
        private int running;

        Line(FunctionName function) {
            this.function = function;
        }
    }

    JobLines(int share, int longest) {
        this.share = share;
        this.longest = longest;
    }

    /** False if too many of its function wait already, or if this is closed. */
    boolean add(Job job) {
        lock.lock();
        try {
            FunctionName function = job.program().function();
            Line line = lines.get(function);
            if (closed || line != null && line.jobs.size() >= longest) {
                return false;
            }
            append(line == null ? lines.computeIfAbsent(function, Line::new) : line, job);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(Line line, Job job) {
        line.jobs.add(job);
        waiting++;
        if (line.jobs.size() == 1) {
            turns.add(line);
        }
        changed.signal();
    }

    /** Takes back a job that nobody has begun; false if somebody has. */
    boolean withdraw(Job job) {
        lock.lock();
        try {
            Line line = lines.get(job.program().function());
            if (line == null || !line.jobs.remove(job)) {
                return false;
            }
            waiting--;
            if (line.jobs.isEmpty()) {
                turns.remove(line);
                dropIfIdle(line);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next job, which counts as under way until {@link #done}; empty if none comes in time, or this is closed. */
    Optional<Job> take(long nanos) throws InterruptedException {
        lock.lock();
        takers++;
        try {
            long left = nanos;
            Optional<Job> job = next();
            while (job.isEmpty() && left > 0 && !closed) {
                left = changed.awaitNanos(left);
                job = next();
            }
            return job;
        } finally {
            takers--;
            lock.unlock();
        }
    }

    private Optional<Job> next() {
        for (Iterator<Line> all = turns.iterator(); all.hasNext(); ) {
            Line line = all.next();
            if (line.running < share) {
                all.remove();
                Job job = line.jobs.remove();
                line.running++;
                waiting--;
                if (!line.jobs.isEmpty()) {
                    turns.add(line);
                }
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }

    /** A job that was taken is over. */
    void done(Job job) {
        lock.lock();
        try {
            Line line = lines.get(job.program().function());
            if (line != null) {
                line.running--;
                dropIfIdle(line);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dropIfIdle(Line line) {
        if (line.jobs.isEmpty() && line.running == 0) {
            lines.remove(line.function);
        }
    }

    /** How many wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** How many threads wait for a job. */
    int takers() {
        lock.lock();
        try {
            return takers;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this is closed, but not longer than that. */
    void awaitClose(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is added or taken any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            closing.signalAll();
            lines.values()
                    .forEach(line -> line.jobs.forEach(
                            job -> job.result().complete(new Job.Result.Refused("the gateway ends"))));
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
