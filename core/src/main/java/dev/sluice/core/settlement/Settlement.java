package dev.sluice.core.settlement;

import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What becomes of work after an attempt: a function of how that ended, of what was tried, and of the policy, and of nothing else. */
public sealed interface Settlement {

    /** It is taken care of. */
    record Done() implements Settlement {}

    /**
     * It is tried again.
     *
     * @param counts whether the attempt reached the function's code
     */
    record Retry(Duration after, boolean counts) implements Settlement {}

    /** It is not tried again, for a reason that is stable, lower-case with underscores. */
    record Dead(String reason) implements Settlement {}

    /** The function said, or a decorator in its place, that it will never go well. */
    String REFUSED = "refused";

    /** It reached the function's code as often as it may. */
    String ATTEMPTS = "attempts_exhausted";

    /** Its deadline has passed, or it would be older than it may be before it could be tried again. */
    String AGE = "too_old";

    /** The functions call each other in a circle. */
    String LOOP = "call_loop";

    /** Its body was kept in a file, which is not there any more or not what it was. */
    String BODY_LOST = "body_lost";

    /**
     * Settles one invocation.
     *
     * @param retryAfter what the answer asked for; empty if nothing
     */
    static Settlement of(
            Outcome outcome,
            Optional<Duration> retryAfter,
            Attempts attempts,
            RetryPolicy policy,
            RandomGenerator random) {
        return switch (outcome) {
            case Outcome.Succeeded(int status) -> answered(status, true, retryAfter, attempts, policy, random);
            // A decorator that answers keeps the call from the code.
            case Outcome.Intercepted(String _, int status, String _) ->
                answered(status, false, retryAfter, attempts, policy, random);
            case Outcome.BadInput _ -> new Dead(REFUSED);
            case Outcome.Threw _,
                    Outcome.BadAnswer _,
                    Outcome.TimedOut _,
                    Outcome.NeighbourTimedOut _,
                    Outcome.OutOfMemory _,
                    Outcome.Exited _,
                    Outcome.Cancelled _ -> again(true, retryAfter, attempts, policy, random);
            case Outcome.Rejected(RejectReason reason, String _, Duration _)
            when reason == RejectReason.DEADLINE_PASSED -> new Dead(AGE);
            case Outcome.Rejected rejected ->
                again(false, Optional.of(rejected.retryAfter()), attempts, policy, random);
            case Outcome.PlatformFault fault
            when fault.reason().equals(LOOP) || fault.reason().equals(BODY_LOST) -> new Dead(fault.reason());
            case Outcome.NoSuchFunction _, Outcome.NotStarted _, Outcome.PlatformFault _ ->
                again(false, retryAfter, attempts, policy, random);
        };
    }

    /** Settles one event of a batch by what the function said of it. */
    static Settlement of(EventOutcome outcome, Attempts attempts, RetryPolicy policy, RandomGenerator random) {
        return switch (outcome) {
            case EventOutcome.Done() -> new Done();
            case EventOutcome.Retry(String _, Duration after) ->
                again(true, Optional.of(after), attempts, policy, random);
            case EventOutcome.Failed(String _) -> new Dead(REFUSED);
        };
    }

    private static Settlement answered(
            int status,
            boolean reached,
            Optional<Duration> retryAfter,
            Attempts attempts,
            RetryPolicy policy,
            RandomGenerator random) {
        if (status / 100 == 2) {
            return new Done();
        }
        boolean passing = status == 408 || status == 429 || status >= 500;
        return passing ? again(reached, retryAfter, attempts, policy, random) : new Dead(REFUSED);
    }

    private static Settlement again(
            boolean counts,
            Optional<Duration> retryAfter,
            Attempts attempts,
            RetryPolicy policy,
            RandomGenerator random) {
        if (counts && attempts.counted() + 1 >= policy.attempts()) {
            return new Dead(ATTEMPTS);
        }
        Duration pause = policy.backoff().before(attempts.all() + 1, random);
        Duration asked = retryAfter.orElse(Duration.ZERO);
        Duration after = asked.compareTo(pause) > 0 ? asked : pause;
        return attempts.age().plus(after).compareTo(policy.age()) > 0 ? new Dead(AGE) : new Retry(after, counts);
    }
}
