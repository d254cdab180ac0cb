package dev.sluice.core.function;

import java.util.List;

/** What came of reading a spec. */
public sealed interface SpecReading {

    /** It can be used. */
    record Read(SpecDraft draft) implements SpecReading {}

    /** It cannot: everything that is wrong with it, at least one thing. */
    record Refused(List<SpecProblem> problems) implements SpecReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
