package dev.sluice.gateway.deploy;

import java.util.ArrayList;
import java.util.List;

/** Notes what a deployment tells of itself. Not thread-safe. */
final class RecordedProgress implements DeployProgress {

    private final List<String> told = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private Class<? extends DeployStep> end = DeployStep.class;

    /** From now on a deployment ends at such a step. */
    void stopAt(Class<? extends DeployStep> step) {
        end = step;
    }

    void told(String what) {
        told.add(what);
    }

    @Override
    public void step(DeployStep step) {
        if (end == step.getClass()) {
            throw new IllegalStateException("stopped");
        }
        told.add(step.toString());
    }

    @Override
    public void printed(String line) {
        printed.add(line);
    }

    List<String> told() {
        return List.copyOf(told);
    }

    List<String> printed() {
        return List.copyOf(printed);
    }

    void clear() {
        told.clear();
        printed.clear();
    }
}
