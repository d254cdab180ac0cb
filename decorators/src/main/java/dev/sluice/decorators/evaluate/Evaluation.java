package dev.sluice.decorators.evaluate;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.problem.Problem;
import java.time.Duration;

/** What came of evaluating. Reasons are clauses for people. */
public sealed interface Evaluation {

    /** The result. */
    record Value(byte[] bytes) implements Evaluation {}

    /** The input does not suit the program, or it needed more time, memory or room than it may have. */
    record Refused(String why) implements Evaluation {}

    /** Its turn did not come in time; another time it may. */
    record Busy(String why) implements Evaluation {

        /** What its caller is told; {@code what} is a main clause that says what cannot be done now. */
        public Problem problem(DecoratorSite site, String what) {
            return site.problem(
                            503,
                            "evaluators_busy",
                            "No evaluator is free",
                            site.where() + ": " + what + " now, because " + why + ". Try again.")
                    .retryAfter(Duration.ofSeconds(1));
        }
    }
}
