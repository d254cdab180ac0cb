package dev.sluice.testkit.logs;

import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.runner.LogLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A follower that keeps what it is told, and that can be held up. */
public final class FollowerDouble implements LogFollower {

    private final List<LogLine> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong missed = new AtomicLong();
    private final CountDownLatch gate;
    private volatile boolean ended;

    private FollowerDouble(int held) {
        gate = new CountDownLatch(held);
    }

    /** One that takes every line at once. */
    public static FollowerDouble quick() {
        return new FollowerDouble(0);
    }

    /** One that takes nothing until {@link #letGo}. */
    public static FollowerDouble held() {
        return new FollowerDouble(1);
    }

    public void letGo() {
        gate.countDown();
    }

    /** The text of the lines so far. */
    public List<String> texts() {
        return lines.stream().map(LogLine::line).toList();
    }

    public List<LogLine> lines() {
        return List.copyOf(lines);
    }

    public long missed() {
        return missed.get();
    }

    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void line(LogLine line) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lines.add(line);
    }

    @Override
    public void missed(long count) {
        missed.addAndGet(count);
    }

    @Override
    public void ended() {
        ended = true;
    }
}
