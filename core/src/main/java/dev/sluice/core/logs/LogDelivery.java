package dev.sluice.core.logs;

import dev.sluice.core.runner.LogLine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Brings lines to one {@link LogFollower} on a virtual thread of its own, so that whoever has the lines never waits for
 * whoever reads them. Thread-safe.
 */
public final class LogDelivery {

    private final LogFollower follower;
    private final ArrayDeque<LogLine> waiting = new ArrayDeque<>();
    private long missed;
    private boolean ended;
    private boolean closed;

    private sealed interface Step {
        record Line(LogLine line) implements Step {}

        record Missed(long count) implements Step {}

        record Ended() implements Step {}
    }

    /** A source of the past; may block. If it throws, the follower is told that it is over, and the thread ends. */
    @FunctionalInterface
    public interface Backlog {
        List<LogLine> read();
    }

    public LogDelivery(LogFollower follower) {
        this.follower = follower;
    }

    /** Begins to deliver: first what {@code backlog} reads, then what was and will be offered. To be called once. */
    public void start(String function, Backlog backlog) {
        Thread.ofVirtual().name("follow " + function).start(() -> run(backlog));
    }

    /** Takes a line; never blocks. When {@link LogFollower#MAX_BEHIND} lines wait, it only counts until all are gone. */
    public synchronized void offer(LogLine line) {
        if (closed || ended) {
            return;
        }
        if (missed > 0 || waiting.size() >= LogFollower.MAX_BEHIND) {
            missed++;
        } else {
            waiting.add(line);
        }
        notifyAll();
    }

    /** No more lines will come: what waits is delivered, then the follower is told. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Stops at once; what waits is not delivered. */
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private void run(Backlog backlog) {
        boolean begun = false;
        try {
            List<LogLine> past = backlog.read();
            begun = true;
            deliver(past);
        } finally {
            if (!begun) {
                follower.ended();
                close();
            }
        }
    }

    private void deliver(List<LogLine> past) {
        for (LogLine line : past) {
            if (isClosed()) {
                return;
            }
            follower.line(line);
        }
        for (Optional<Step> step = next(); step.isPresent(); step = next()) {
            switch (step.get()) {
                case Step.Line(LogLine line) -> follower.line(line);
                case Step.Missed(long count) -> follower.missed(count);
                case Step.Ended() -> follower.ended();
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Optional<Step> next() {
        try {
            while (!closed && waiting.isEmpty() && missed == 0 && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        if (closed) {
            return Optional.empty();
        }
        if (!waiting.isEmpty()) {
            return Optional.of(new Step.Line(waiting.remove()));
        }
        if (missed > 0) {
            long count = missed;
            missed = 0;
            return Optional.of(new Step.Missed(count));
        }
        closed = true;
        return Optional.of(new Step.Ended());
    }
}
