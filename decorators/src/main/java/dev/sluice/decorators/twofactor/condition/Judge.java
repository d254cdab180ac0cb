package dev.sluice.decorators.twofactor.condition;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.evaluate.Evaluation;
import dev.sluice.decorators.evaluate.Evaluator;
import dev.sluice.decorators.evaluate.Evaluators;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Says whether a request needs the second factor. What cannot be judged needs it, also when no evaluator is free or the
 * condition takes too long. Blocks; for virtual threads.
 */
@FunctionalInterface
public interface Judge {

    /** How long a condition may take. */
    Duration LIMIT = Duration.ofMillis(500);

    boolean needs(RequestHead head, String subject, byte[] body);

    /** Everything. */
    static Judge always() {
        return (head, subject, body) -> true;
    }

    /** What the condition holds for; judged in the gateway if its cost is bounded, and by an evaluator if not. */
    static Judge of(Condition condition, Evaluators evaluators, FunctionName function) {
        if (condition.isBounded()) {
            return condition::holds;
        }
        Evaluator evaluator =
                evaluators.of(function, ConditionEngine.NAME, condition.text().getBytes(StandardCharsets.UTF_8));
        return (head, subject, body) -> {
            try {
                byte[] input = new Judged(head, subject, body).bytes();
                return !(evaluator.evaluate(input, LIMIT, 1) instanceof Evaluation.Value(byte[] result))
                        || result[0] != ConditionEngine.NO;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        };
    }
}
