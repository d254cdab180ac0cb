package dev.sluice.gateway.api;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.broker.BrokerAwayException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for Kafka on the thread of a request. */
final class Awaited {

    private static final Duration LONGEST = Duration.ofSeconds(75);

    private Awaited() {}

    static <T> T of(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ProblemException(away(
                    e.getCause() instanceof BrokerAwayException away
                            ? String.valueOf(away.getMessage())
                            : "Kafka could not be asked: " + e.getMessage() + ". Try again."));
        } catch (TimeoutException e) {
            throw new ProblemException(away("Kafka did not answer in time. Try again."));
        }
    }

    static Problem away(String detail) {
        return Problem.of(new Problem.Kind(503, Component.EVENTS, "broker_away", "Kafka is away"), detail)
                .retryAfter(Duration.ofSeconds(5));
    }
}
