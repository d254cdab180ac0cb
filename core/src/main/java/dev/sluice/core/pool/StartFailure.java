package dev.sluice.core.pool;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import java.time.Duration;

/**
 * Why a runner did not become an instance.
 *
 * @param reason the stable word of events
 * @param what for people, one line
 * @param hint what the author should do, maybe empty
 * @param byChance whether it may go well with another runner at once
 */
record StartFailure(String reason, String what, Outcome outcome, String hint, boolean byChance) {

    static StartFailure of(Frame.SpecialiseFailed answer) {
        FunctionError error = answer.error();
        String reason = answer.reason();
        boolean ofRunner = reason.equals(Frame.SpecialiseFailed.RUNNER_FAILED);
        String what = reason + ": " + (error.type().isEmpty() ? "" : error.type() + ": ") + error.message();
        Outcome outcome = ofRunner
                ? new Outcome.PlatformFault(Component.RUNNER, reason, error.message())
                : new Outcome.NotStarted(reason, error);
        return new StartFailure(reason, what, outcome, answer.hint(), ofRunner);
    }

    static StartFailure tooSlow(Duration budget) {
        String what = "the function was not ready " + budget.toMillis() + " ms after its start began";
        return new StartFailure(
                "start_timeout",
                what,
                new Outcome.NotStarted("start_timeout", FunctionError.of(what)),
                "Do less in static initialisers, constructors and start hooks, or move slow work into the first call;"
                        + " check that nothing there waits for a network that does not answer.",
                false);
    }

    static StartFailure ended(RunnerExit exit) {
        String detail = exit.description() + (exit.lastWords().isBlank() ? "" : "; last words: " + exit.lastWords());
        return exit.outOfMemory()
                ? new StartFailure(
                        "out_of_memory",
                        "out of memory while starting",
                        new Outcome.OutOfMemory("while starting; " + detail),
                        "Give the function more memory, or load less when it starts.",
                        false)
                : new StartFailure(
                        "function_exited",
                        "its process ended while starting: " + detail,
                        new Outcome.Exited("while starting; " + detail),
                        "Its process ended before the function was ready: look for System.exit or native code in what"
                                + " runs at its start.",
                        true);
    }

    static StartFailure brokeProtocol(String fault) {
        return new StartFailure(
                "protocol_broken",
                "the runner broke the protocol: " + fault,
                new Outcome.PlatformFault(Component.RUNNER, "protocol_broken", fault),
                "",
                true);
    }

    /** What a waiting call may hear: refusals never say that it ran. */
    Outcome refusal() {
        return switch (outcome) {
            case Outcome.Exited o -> new Outcome.NotStarted("function_exited", FunctionError.of(what));
            case Outcome.OutOfMemory o -> new Outcome.NotStarted("out_of_memory", FunctionError.of(what));
            default -> outcome;
        };
    }
}
