package dev.sluice.gateway.async;

import static dev.sluice.core.invocation.Component.EVENTS;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.QueuedCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How calls are put into the queue, and how those are told who wait for it. */
public final class Acceptances {

    /** What proves who calls without any decorator's saying so; nothing of it is kept. */
    public static final Credentials CREDENTIALS = Credentials.fields("Authorization", "Proxy-Authorization", "Cookie");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(5);

    private Acceptances() {}

    /** Puts a call and waits until it is known what became of it; empty if nobody knows. */
    public static Optional<Acceptance> put(CallQueue queue, QueuedCall call) throws InterruptedException {
        try {
            return Optional.of(queue.put(call).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        }
    }

    /** {@code advice}: a sentence about what to do. */
    public static Problem unknown(String advice) {
        return problem(
                        503,
                        "acceptance_unknown",
                        "It is not known whether the call is kept",
                        "Kafka did not say whether it kept the call, which may run or not. " + advice)
                .retryAfter(SOON);
    }

    public static Problem refused(Acceptance.Refused refused) {
        return switch (refused) {
            case Acceptance.BrokerAway _ ->
                problem(503, refused.reason(), "Kafka is away", refused.detail())
                        .retryAfter(SOON);
            case Acceptance.BacklogFull _ ->
                problem(429, refused.reason(), "Too many calls wait", refused.detail())
                        .retryAfter(SOON);
            case Acceptance.TooLarge _ -> problem(413, refused.reason(), "The call is too large", refused.detail());
            case Acceptance.NotStored(boolean full, String detail) ->
                problem(full ? 507 : 503, refused.reason(), "The body cannot be kept", detail);
            case Acceptance.BodyLost _ -> problem(409, refused.reason(), "The body is lost", refused.detail());
            case Acceptance.DifferentCall _ ->
                problem(422, refused.reason(), "The key belongs to another call", refused.detail());
        };
    }

    private static Problem problem(int status, String reason, String title, String detail) {
        return Problem.of(new Problem.Kind(status, EVENTS, reason, title), detail);
    }
}
