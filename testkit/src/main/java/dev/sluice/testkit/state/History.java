package dev.sluice.testkit.state;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What all clients did. Thread-safe. */
public final class History {

    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();

    public void add(Step step) {
        steps.add(step);
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }
}
