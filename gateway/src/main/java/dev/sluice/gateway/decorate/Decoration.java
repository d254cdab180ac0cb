package dev.sluice.gateway.decorate;

import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.SpecProblem;
import java.util.List;

/** What came of making the decorators of a version. */
public sealed interface Decoration {

    /** They are ready, the outermost first; there may be none. */
    record Ready(List<PlacedDecorator> decorators) implements Decoration {
        public Ready {
            decorators = List.copyOf(decorators);
        }
    }

    /** At least one cannot be made. */
    record Broken(List<SpecProblem> problems) implements Decoration {
        public Broken {
            problems = List.copyOf(problems);
        }

        /** The first problem as a sentence that says what to do. */
        public String detail() {
            SpecProblem first = problems.getFirst();
            return "its " + first.path() + " cannot be made: " + first.message()
                    + ". Give the platform what is missing and start it again, or deploy the function with other decorators.";
        }
    }
}
