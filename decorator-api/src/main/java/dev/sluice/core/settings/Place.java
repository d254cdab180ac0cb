package dev.sluice.core.settings;

import dev.sluice.core.function.SpecProblem;
import java.util.List;

/** Where something stands in a tree, and where to complain about it. */
record Place(String path, List<SpecProblem> problems) {

    Place child(String key) {
        return new Place(path.isEmpty() ? key : path + "." + key, problems);
    }

    Place item(int index) {
        return new Place(path + "[" + index + "]", problems);
    }

    void wrong(String message, String allowed) {
        problems.add(new SpecProblem(path, message, allowed));
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
