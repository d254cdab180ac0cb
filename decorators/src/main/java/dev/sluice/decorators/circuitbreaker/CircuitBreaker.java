package dev.sluice.decorators.circuitbreaker;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.head.HeadLook;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.decorators.circuitbreaker.Circuit.Result;
import dev.sluice.decorators.failure.Failures;
import java.time.Duration;

/** Asks the circuit before each call, and tells it what came of it as soon as the head of the answer is known. */
final class CircuitBreaker implements HeadLook {

    private final DecoratorSite site;
    private final Failures failures;
    private final Circuit circuit;

    CircuitBreaker(CircuitBreakerSettings settings, DecoratorSite site) {
        this.site = site;
        this.failures = settings.failures();
        this.circuit = new Circuit(settings, site.timers().nanos(), site::fire);
    }

    @Override
    public HeadStep look(Invocation invocation) {
        return switch (circuit.ask(site.timers().nanos())) {
            case Circuit.Permit.Granted granted -> HeadStep.pass(invocation.head(), new Judgement(granted));
            case Circuit.Permit.Refused(long nanos) -> refused(Duration.ofNanos(nanos));
        };
    }

    private HeadStep refused(Duration wait) {
        return HeadStep.stop(site.problem(
                        503,
                        "circuit_open",
                        "The function is spared for a while",
                        "Too many of the last calls of '" + site.function()
                                + "' failed, so it is not called for a while."
                                + " Nothing was run. Try again after the time in 'Retry-After'.")
                .retryAfter(wait));
    }

    /** Of one call; what it is told comes one after the other. */
    private final class Judgement implements Watch {

        private final Circuit.Permit.Granted permit;
        private boolean judged;

        Judgement(Circuit.Permit.Granted permit) {
            this.permit = permit;
        }

        @Override
        public Headers answered(int status, Headers headers) {
            judge(failures.contains(status) ? Result.FAILED : Result.GOOD);
            return headers;
        }

        @Override
        public void finished(Outcome outcome, Timings timings) {
            if (!judged) {
                judge(result(outcome));
            }
        }

        private Result result(Outcome outcome) {
            if (outcome instanceof Outcome.Cancelled) {
                return Result.UNKNOWN;
            }
            return failures.contains(outcome) ? Result.FAILED : Result.GOOD;
        }

        private void judge(Result result) {
            judged = true;
            circuit.ended(permit, result, site.timers().nanos());
        }
    }
}
