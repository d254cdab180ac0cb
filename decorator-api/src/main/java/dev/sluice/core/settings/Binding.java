package dev.sluice.core.settings;

import dev.sluice.core.function.SpecProblem;
import java.util.List;

/** What came of reading settings. */
public sealed interface Binding<S> {

    record Bound<S>(S settings) implements Binding<S> {}

    /** They cannot be used: everything that is wrong with them, at least one thing. */
    record Refused<S>(List<SpecProblem> problems) implements Binding<S> {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
