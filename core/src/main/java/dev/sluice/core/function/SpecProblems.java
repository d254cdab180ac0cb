package dev.sluice.core.function;

import java.util.ArrayList;
import java.util.List;

/** Everything wrong that was found so far, in the order of finding. */
final class SpecProblems {

    private final List<SpecProblem> all = new ArrayList<>();

    void add(String path, String message, String allowed) {
        add(new SpecProblem(path, message, allowed));
    }

    void add(SpecProblem problem) {
        if (!all.contains(problem)) {
            all.add(problem);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<SpecProblem> all() {
        return List.copyOf(all);
    }
}
