package dev.sluice.runner.event;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.invocation.Headers;
import dev.sluice.function.EventResult;
import dev.sluice.runner.binding.GenericTypes;
import dev.sluice.runner.http.Answer;
import dev.sluice.runner.http.BadAnswerException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a function returns for a list of events. */
public final class Results {

    private Results() {}

    /** Whether a function that takes a list of events and returns this type says what became of each. */
    public static boolean are(Type returned) {
        return GenericTypes.isListOf(returned, EventResult.class);
    }

    /**
     * The answer that tells what became of each.
     *
     * @throws BadAnswerException if there is not exactly one result for each event
     */
    public static Answer answer(List<?> results, int events) throws BadAnswerException {
        if (results.size() != events) {
            throw new BadAnswerException(
                    "the function was given " + events + " events and returned " + results.size() + " results");
        }
        List<EventOutcome> outcomes = new ArrayList<>(events);
        for (Object result : results) {
            if (!(result instanceof EventResult told)) {
                throw new BadAnswerException("result " + outcomes.size() + " of a batch is no EventResult");
            }
            outcomes.add(outcome(told));
        }
        byte[] body = BatchAnswer.write(outcomes);
        Headers headers =
                Headers.of("content-type", "application/json", "content-length", Integer.toString(body.length));
        return new Answer(200, headers, new Answer.Body.Whole(body), body.length);
    }

    private static EventOutcome outcome(EventResult result) {
        return switch (result.status()) {
            case DONE -> new EventOutcome.Done();
            case RETRY ->
                new EventOutcome.Retry(result.message(), result.after().orElse(Duration.ZERO));
            case FAILED -> new EventOutcome.Failed(result.message());
        };
    }
}
