package dev.sluice.gateway.deployment;

import dev.sluice.gateway.deploy.DeployStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of one deployment, in order. What is printed beyond {@link #MAX_LINES} lines is left out. Not thread-safe. */
final class DeploymentLog {

    /** Lines that are kept. */
    static final int MAX_LINES = 100;

    /** The characters that are kept of a line. */
    static final int MAX_LINE = 500;

    private final List<DeploymentEvent> events = new ArrayList<>();
    private int lines;

    void add(Instant at, DeployStep step) {
        events.add(new DeploymentEvent.StepTaken(events.size() + 1, at, step));
    }

    void add(Instant at, String line) {
        lines++;
        if (lines <= MAX_LINES) {
            print(at, line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…");
        } else if (lines == MAX_LINES + 1) {
            print(at, "… what it printed further is left out");
        }
    }

    private void print(Instant at, String line) {
        events.add(new DeploymentEvent.Printed(events.size() + 1, at, line));
    }

    int size() {
        return events.size();
    }

    List<DeploymentEvent> events() {
        return List.copyOf(events);
    }
}
