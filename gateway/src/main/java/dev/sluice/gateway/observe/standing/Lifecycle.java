package dev.sluice.gateway.observe.standing;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The gateway's way from start to end: it serves when all steps are made and until it begins to drain. Thread-safe.
 */
public final class Lifecycle {

    /** What must have happened before there can be a call. */
    public enum Step {
        CATALOG_RESTORED,
        RUNNER_GATE_OPEN,
        LISTENING
    }

    private final Set<Step> missing = EnumSet.allOf(Step.class);
    private boolean draining;

    public synchronized void reached(Step step) {
        missing.remove(step);
    }

    /** No more calls are taken; those under way are served to their end. */
    public synchronized void drain() {
        draining = true;
    }

    public synchronized HealthResult verdict() {
        if (draining) {
            return HealthResult.bad("The gateway shuts down: calls under way are served, new ones are not taken.");
        }
        if (!missing.isEmpty()) {
            String steps = missing.stream()
                    .map(step -> step.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(Collectors.joining(", "));
            return HealthResult.bad("The gateway starts: still to come are " + steps + ".");
        }
        return HealthResult.good();
    }
}
